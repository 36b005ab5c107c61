import { defineCatalogue } from '../base/catalogue.ts';

/** What writing an app can complain about. */
export const pipelineCatalogue = defineCatalogue({
  DM3001: {
    severity: 'warning',
    title: 'A generated file was edited by hand and has also changed in the spec',
    message: '{file} was edited by hand and would now be generated differently. Your file was kept; the new version was not written.',
    help: 'Move your change aside and generate again, or generate with --force to take the new version.',
  },
  DM3002: {
    severity: 'warning',
    title: 'A file that DevMatrix did not write is in the way',
    message: '{file} exists and was not written by DevMatrix. It was kept; the generated version was not written.',
    help: 'Choose another folder, delete the file, or generate with --force to replace it.',
  },
  DM3003: {
    severity: 'warning',
    title: 'A file is no longer generated, but was edited by hand',
    message: '{file} is no longer part of the app, but was edited by hand. It was kept.',
    help: 'Delete it when you do not need it any more.',
  },
  DM3004: {
    severity: 'error',
    title: 'The manifest of the app cannot be read',
    message: '{file} is not a manifest that this version of DevMatrix can read, so it is not known which files were edited by hand.',
    help: 'Restore the file from version control, or generate with --force to start again.',
  },
  DM3005: {
    severity: 'error',
    title: 'The disk is full',
    message: '{file} could not be written: the disk is full. {state}',
    help: 'Make room and generate again: it goes on where it stopped, and edits by hand stay safe.',
  },
  DM3006: {
    severity: 'error',
    title: 'A file of the app may not be read or written',
    message: '{file} could not be {action}: there is no permission, the disk is read-only, or another program holds the file. {state}',
    help: 'Change the permissions, close what holds the file, or choose another folder; then generate again.',
  },
  DM3007: {
    severity: 'error',
    title: 'A file stands where a folder must be, or a folder where a file must be',
    message: '{file} could not be {action}: a file stands where one of its folders must be, or a folder stands in its place. {state}',
    help: 'Move what is in the way, or choose another folder; then generate again.',
  },
  DM3008: {
    severity: 'error',
    title: 'A file of the app cannot be read or written',
    message: '{file} could not be {action}: {reason}. {state}',
    help: 'The reason is the one that the operating system gave. Mend it and generate again: it goes on where it stopped.',
  },
  DM3009: {
    severity: 'error',
    title: 'What was written for units of the app cannot be read',
    message: '{file} is not a book of written units that this version of DevMatrix can read. Nothing was generated, since the app would lose that code.',
    help: 'Restore the file from version control. Delete it only when those units are to be written again.',
  },
  DM3010: {
    severity: 'error',
    title: 'The spec is a draft that nobody has reviewed',
    message: 'This spec was drafted from words, and nobody has reviewed it yet: nothing was generated.',
    help: 'Read the spec and remove `reviewed: false` from it, or generate with --unreviewed.',
  },
});

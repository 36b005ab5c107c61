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
});

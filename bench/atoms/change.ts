import type { TextEdit } from '../../src/base/textEdit.ts';

/** A change of one answer. */
export type Change = Omit<TextEdit, 'file'>;

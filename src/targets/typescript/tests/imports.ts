import type { TsFile } from '../code/tsFile.ts';

/** The part of a file that expressions need: they name what has to be imported. */
export type Imports = Pick<TsFile, 'use' | 'importFrom'>;

/** For sources that are only looked at, so that nothing is imported for them. */
export const noImports: Imports = {
  use: (key) => key.slice(key.indexOf(':') + 1),
  importFrom: (_packageName, name) => name,
};

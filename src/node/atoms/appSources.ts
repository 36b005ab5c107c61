import { listAppFiles, readAppFile } from '../appFiles.ts';

/** The sources of an app as they stand in its folder, edited ones too: what prompts take references from. Files that cannot be read are left out. */
export function readAppSources(root: string): readonly { readonly path: string; readonly text: string }[] {
  return listAppFiles(root, 'src').flatMap((path) => {
    const text = path.endsWith('.ts') ? readAppFile(root, path) : undefined;
    return text === undefined ? [] : [{ path, text }];
  });
}

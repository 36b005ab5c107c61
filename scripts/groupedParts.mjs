// Parts of the program that are loaded on demand, and nearly always together, as one file: esbuild makes one of each, and besides one for everything that two of them share.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is loaded together: modules of the sources, by the name of their file. */
const groups = {
  typescript: [
    'targets/typescript/typescriptTarget', 'targets/typescript/facts/typescriptFacts', 'targets/typescript/repair/typescriptRepairer', 'targets/typescript/atoms/materials/typescriptMaterials',
    'targets/typescript/atoms/readCode', 'targets/typescript/atoms/checks/openReading', 'targets/typescript/atoms/caseFacts', 'targets/typescript/atoms/checks/variantsOf', 'targets/typescript/atoms/cases/readCases',
  ],
  writing: ['extension/worker/models/writing', 'extension/worker/models/prompts'],
  jobs: ['extension/worker/generate', 'extension/worker/verify'],
};

/** An esbuild plugin for bundles that are split; where nothing is split, it does nothing. */
export const groupedParts = {
  name: 'grouped-parts',
  setup(build) {
    if (build.initialOptions.splitting !== true) return;
    const sources = join(build.initialOptions.absWorkingDir, 'src');
    const groupOf = new Map(Object.entries(groups).flatMap(([group, names]) => names.map((name) => [join(sources, `${name}.ts`), group])));
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      const group = kind === 'dynamic-import' ? groupOf.get(join(resolveDir, path)) : undefined;
      return group === undefined ? undefined : { path: group, namespace: 'group' };
    });
    build.onLoad({ filter: /./, namespace: 'group' }, ({ path }) => {
      const names = groups[path];
      const twice = exportedTwice(names.map((name) => readFileSync(join(sources, `${name}.ts`), 'utf8')));
      if (twice.length > 0) throw new Error(`Two files of the group ${path} export ${twice.join(', ')}: neither would be there.`);
      return { contents: names.map((name) => `export * from ${JSON.stringify(`./${name}.ts`)};`).join('\n'), resolveDir: sources, loader: 'ts' };
    });
  },
};

/** Values that more than one of the texts exports. */
function exportedTwice(texts) {
  const names = texts.flatMap((text) => [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(([, name]) => name));
  return names.filter((name, index) => names.indexOf(name) !== index);
}

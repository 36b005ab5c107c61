import type { ApplicationIR } from '../../ir/application.ts';
import type { Milestone, Unit } from '../../ir/unit.ts';
import { readmeValues } from './application/readme.ts';
import { compareText, type EmittedFile } from './code/tsFile.ts';
import { featuresOf, type Features } from './features.ts';
import { importsOf, resolveImport } from './moduleGraph.ts';
import { packageName, packageVersion } from './packageName.ts';
import { renderTemplate } from './renderTemplate.ts';

const emitter = 'templates';
const variantsFolder = 'variants/';

/** Sources that run by themselves; other sources come along when something imports them. */
const entryPoints: ReadonlySet<string> = new Set(['src/main.ts', 'src/db/migrateCommand.ts']);

/** Files that only an application with the feature has, by the start of their path. */
const featureFolders: readonly (readonly [string, keyof Features])[] = [
  ['docker/grafana/', 'metrics'],
  ['docker/prometheus.yml', 'metrics'],
];

/**
 * The static files of the app: those outside `src`, the entry points, and the sources that they or the generated files import.
 * A file under `variants/<feature>/` replaces the one at its path when the application has the feature.
 */
export function emitTemplates(
  application: ApplicationIR,
  templates: ReadonlyMap<string, string>,
  generated: readonly EmittedFile[],
): readonly EmittedFile[] {
  const features = featuresOf(application);
  const values = valuesOf(application);
  const taken = new Set(generated.map(({ file }) => file.path));
  const files = new Map<string, EmittedFile>();
  for (const [path, template] of chosen(templates, features)) {
    if (taken.has(path)) continue;
    const { text, changed } = renderTemplate(template, features, values);
    files.set(path, emitted(path, text, !changed && path !== 'README.md'));
  }
  const used = reachable(files, generated);
  return [...files.values()].filter(({ file }) => !file.path.startsWith('src/') || used.has(file.path));
}

function chosen(templates: ReadonlyMap<string, string>, features: Features): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  const variants = new Map<string, string>();
  for (const [path, text] of [...templates].sort(([a], [b]) => compareText(a, b))) {
    const [folder, feature = '', ...rest] = path.split('/');
    if (`${folder ?? ''}/` === variantsFolder) {
      if (features[feature as keyof Features]) variants.set(rest.join('/'), text);
    } else if (featureFolders.every(([start, needed]) => !path.startsWith(start) || features[needed])) result.set(path, text);
  }
  for (const [path, text] of variants) result.set(path, text);
  return result;
}

function valuesOf(application: ApplicationIR): Readonly<Record<string, string>> {
  return {
    appName: packageName(application.name),
    version: packageVersion(application.version),
    title: application.title.replace(/["\\\r\n]/g, ' '),
    port: String(application.infrastructure.port),
    basePath: application.basePath,
    databaseVersion: String(application.infrastructure.database.version),
    ...readmeValues(application),
  };
}

/** Paths of the sources that the entry points and the generated files lead to. */
function reachable(files: ReadonlyMap<string, EmittedFile>, generated: readonly EmittedFile[]): ReadonlySet<string> {
  const roots = [...files.values()].filter(({ file }) => entryPoints.has(file.path) || !file.path.startsWith('src/'));
  const waiting = [...generated, ...roots].map(({ file }) => file);
  const seen = new Set(waiting.map(({ path }) => path));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const { from } of importsOf(file)) {
      const target = files.get(resolveImport(file.path, from))?.file;
      if (target === undefined || seen.has(target.path)) continue;
      seen.add(target.path);
      waiting.push(target);
    }
  }
  return seen;
}

function emitted(path: string, text: string, formatted: boolean): EmittedFile {
  const file = { path, text, stratum: 'template', emitter, nodes: [], formatted, once: false } as const;
  const exported = path.endsWith('.ts') ? [...text.matchAll(/^export (?:default )?(?:async )?(?:function|const|class|interface|type) (\w+)/gm)] : [];
  const names = exported.map(([, name]) => name ?? '');
  const dependsOn = importsOf(file)
    .filter(({ isType }) => !isType)
    .flatMap(({ from, names: imported }) => imported.map((name) => `${resolveImport(path, from)}#${name}`))
    .sort(compareText);
  const unit = (id: string, name: string): Unit => ({
    id, file: path, name, stratum: 'template', reason: 'The same in every application.', milestone: milestoneOf(path), nodes: [], dependsOn,
  });
  const base = path.split('/').at(-1) ?? path;
  return { file, units: names.length === 0 ? [unit(path, base)] : names.map((name) => unit(`${path}#${name}`, name)) };
}

function milestoneOf(path: string): Milestone {
  if (path.startsWith('tests/')) return 'tests';
  if (path.startsWith('src/db/') || path.startsWith('migrations/')) return 'database';
  if (path.startsWith('src/events/') || path.startsWith('src/jobs/')) return 'behavior';
  if (path.startsWith('src/http/')) return 'api';
  return path.startsWith('src/shared/') ? 'model' : 'operations';
}

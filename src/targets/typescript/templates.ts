import type { ApplicationIR } from '../../ir/application.ts';
import type { Milestone, Unit } from '../../ir/unit.ts';
import { readmeValues } from './application/readme.ts';
import { compareText, type EmittedFile } from './code/tsFile.ts';
import { featuresOf, type Features } from './features.ts';
import { importsOf, resolveImport } from './moduleGraph.ts';
import { packageName, packageVersion } from './packageName.ts';
import { parseSource, pruneSource, type ParsedSource } from './pruneSource.ts';
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

/** A template as this application has it. */
interface Source {
  readonly path: string;
  readonly text: string;
  readonly formatted: boolean;
}

/**
 * The static files of the app: those outside `src`, the entry points, and of the sources that they or the generated
 * files import, what somebody uses. A file under `variants/<feature>/` replaces the one at its path when the
 * application has the feature.
 */
export function emitTemplates(
  application: ApplicationIR,
  templates: ReadonlyMap<string, string>,
  generated: readonly EmittedFile[],
): readonly EmittedFile[] {
  const features = featuresOf(application);
  const values = valuesOf(application);
  const taken = new Set(generated.map(({ file }) => file.path));
  const sources = new Map<string, Source>();
  for (const [path, template] of chosen(templates, features)) {
    if (taken.has(path)) continue;
    const { text, changed } = renderTemplate(template, features, values);
    sources.set(path, { path, text, formatted: !changed && path !== 'README.md' });
  }
  return withoutUnused(sources, generated.map(({ file }) => file)).map(emitted);
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

/** The sources that something leads to, each without the declarations that nothing uses. */
function withoutUnused(sources: ReadonlyMap<string, Source>, generated: readonly Pick<Source, 'path' | 'text'>[]): readonly Source[] {
  const isRoot = (path: string): boolean => entryPoints.has(path) || !path.startsWith('src/');
  const roots = [...sources.values()].filter(({ path }) => isRoot(path));
  const result = new Map(roots.map((source) => [source.path, source]));
  const needs = new Map<string, Set<string>>();
  const parsed = new Map<string, ParsedSource>();
  const waiting: Pick<Source, 'path' | 'text'>[] = [...generated, ...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const { from, allNames } of importsOf(file)) {
      const source = sources.get(resolveImport(file.path, from));
      if (source === undefined || isRoot(source.path)) continue;
      const needed = needs.get(source.path) ?? new Set<string>();
      const size = needed.size;
      needs.set(source.path, needed);
      for (const name of allNames ?? exportsOf(source.text)) needed.add(name);
      if (needed.size === size && result.has(source.path)) continue;
      const cut = parsed.get(source.path) ?? parseSource(source.text);
      parsed.set(source.path, cut);
      const pruned = { ...source, text: pruneSource(cut, needed) };
      result.set(source.path, pruned);
      waiting.push(pruned);
    }
  }
  return [...result.values()];
}

function exportsOf(text: string): readonly string[] {
  return [...text.matchAll(/^export (?:default )?(?:async )?(?:function|const|class|interface|type) (\w+)/gm)].map(([, name]) => name ?? '');
}

function emitted({ path, text, formatted }: Source): EmittedFile {
  const file = { path, text, stratum: 'template', emitter, nodes: [], formatted, once: false } as const;
  const names = path.endsWith('.ts') ? exportsOf(text) : [];
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

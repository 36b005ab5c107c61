import type { ApplicationIR } from '../../ir/application.ts';
import type { Milestone, Unit } from '../../ir/unit.ts';
import { readmeValues } from './application/readme.ts';
import type { EmittedFile } from './code/tsFile.ts';
import { featuresOf, type Features } from './features.ts';
import { importsOf, type LocalImport, resolveImport } from './moduleGraph.ts';
import { packageName, packageVersion } from './packageName.ts';
import { parseSource, Pruning, type Need, type ParsedSource } from './pruneSource.ts';
import { renderTemplate } from './renderTemplate.ts';

const emitter = 'templates';
const variantsFolder = 'variants/';

/** Sources that run by themselves; other sources come along when something imports them. */
const entryPoints: ReadonlySet<string> = new Set(['src/main.ts', 'src/serve.ts', 'src/db/migrateCommand.ts']);

/** Files that only an application with the feature has, by the start of their path. */
const featureFolders: readonly (readonly [string, keyof Features])[] = [
  ['docker/grafana/', 'metrics'],
  ['docker/prometheus.yml', 'metrics'],
];

/** Static files of tests that only some applications need: they come along when a generated file, or one that came along, imports them. */
const onDemand: ReadonlySet<string> = new Set(['cases', 'instants', 'openTest', 'openTests', 'words'].map((name) => `tests/generated/support/${name}.ts`));

const supportFolder = 'tests/generated/support/';
/** Where invariants in words may refuse what a test needs, tests are run by what knows of that. */
const plainTest = 'import { test } from "node:test";';
const openTest = 'import { test } from "./openTest.ts";';

/** The static templates by path, with what has been found out about them so far. */
export class TemplateLibrary {
  readonly templates: ReadonlyMap<string, string>;
  readonly #parsed = new Map<string, ParsedSource>();
  readonly #outsides = new Map<string, Outside>();

  constructor(templates: ReadonlyMap<string, string>) {
    this.templates = templates;
  }

  /** The source cut into statements; the same text is cut once. */
  parse(path: string, text: string): ParsedSource {
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const parsed = parseSource(path, text);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  /** What the source has to do with others; the same text is read once. */
  outside(path: string, text: string): Outside {
    const known = this.#outsides.get(path);
    if (known?.text === text) return known;
    const outside = { text, imports: importsOf({ path, text }), exports: path.endsWith('.ts') ? exportsOf(text) : [] };
    this.#outsides.set(path, outside);
    return outside;
  }
}

interface Outside {
  readonly text: string;
  readonly imports: readonly LocalImport[];
  readonly exports: readonly string[];
}

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
  library: TemplateLibrary,
  generated: readonly EmittedFile[],
): readonly EmittedFile[] {
  const features = featuresOf(application);
  const values = valuesOf(application);
  const jsonValues = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value).slice(1, -1)]));
  const taken = new Set(generated.map(({ file }) => file.path));
  const sources = new Map<string, Source>();
  for (const [path, template] of chosen(library.templates, features)) {
    if (taken.has(path)) continue;
    const { text: rendered, changed } = renderTemplate(template, features, path.endsWith('.json') ? jsonValues : values);
    const text = features.wordsInvariants && path.startsWith(supportFolder) ? rendered.replace(plainTest, openTest) : rendered;
    sources.set(path, { path, text, formatted: !changed && path !== 'README.md' });
  }
  return withoutUnused(library, withDemanded(library, sources, [...generated, ...(features.wordsInvariants ? [openTestNeeded] : [])]), generated).map((source) => emitted(library, source));
}

const openTestNeeded = { imports: [{ path: `${supportFolder}openTest.ts`, names: ['test'] }] };

/** The sources without those on demand that nothing demands. */
function withDemanded(library: TemplateLibrary, sources: ReadonlyMap<string, Source>, generated: readonly Pick<EmittedFile, 'imports'>[]): ReadonlyMap<string, Source> {
  const demanded = new Set<string>();
  const demand = (path: string): void => {
    const source = onDemand.has(path) && !demanded.has(path) ? sources.get(path) : undefined;
    if (source === undefined) return;
    demanded.add(path);
    for (const { from } of library.outside(path, source.text).imports) demand(resolveImport(path, from));
  };
  for (const { imports = [] } of generated) for (const { path } of imports) demand(path);
  return new Map([...sources].filter(([path]) => !onDemand.has(path) || demanded.has(path)));
}

function chosen(templates: ReadonlyMap<string, string>, features: Features): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  const variants = new Map<string, string>();
  for (const path of [...templates.keys()].sort()) {
    const text = templates.get(path) ?? '';
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
    title: application.title.replace(/\s+/g, ' '),
    port: String(application.infrastructure.port),
    basePath: application.basePath,
    databaseVersion: String(application.infrastructure.database.version),
    ...readmeValues(application),
  };
}

/** The sources that something leads to, each without the declarations that nothing uses. */
function withoutUnused(library: TemplateLibrary, sources: ReadonlyMap<string, Source>, generated: readonly EmittedFile[]): readonly Source[] {
  const prunings = new Map<string, Pruning>();
  const follow = (needs: readonly Need[]): void => {
    for (const { path, names } of needs) {
      const source = sources.get(path);
      if (source === undefined || isRoot(path)) continue;
      const parsed = library.parse(path, source.text);
      const pruning = prunings.get(path) ?? new Pruning(parsed);
      prunings.set(path, pruning);
      follow(pruning.need(names ?? parsed.exported));
    }
  };
  const roots = [...sources.values()].filter(({ path }) => isRoot(path));
  for (const { imports = [] } of generated) follow(imports);
  for (const { path, text } of roots) follow(library.outside(path, text).imports.map(({ from, allNames }) => ({ path: resolveImport(path, from), names: allNames })));
  const used = [...prunings].flatMap(([path, pruning]) => {
    const source = sources.get(path);
    return source === undefined ? [] : [{ ...source, text: pruning.text() }];
  });
  return [...roots, ...used];
}

/** Everything outside the sources, and what runs by itself. */
function isRoot(path: string): boolean {
  return entryPoints.has(path) || !path.startsWith('src/');
}

function emitted(library: TemplateLibrary, { path, text, formatted }: Source): EmittedFile {
  const file = { path, text, stratum: 'template', emitter, nodes: [], formatted, once: false } as const;
  const { imports, exports: names } = library.outside(path, text);
  const dependsOn = imports
    .filter(({ isType }) => !isType)
    .flatMap(({ from, names: imported }) => imported.map((name) => `${resolveImport(path, from)}#${name}`))
    .sort();
  const unit = (id: string, name: string): Unit => ({
    id, file: path, name, stratum: 'template', reason: 'The same in every application.', milestone: milestoneOf(path), nodes: [], dependsOn,
  });
  const base = path.split('/').at(-1) ?? path;
  return { file, units: names.length === 0 ? [unit(path, base)] : names.map((name) => unit(`${path}#${name}`, name)) };
}

function exportsOf(text: string): readonly string[] {
  return [...text.matchAll(/^export (?:default )?(?:async )?(?:function|const|class|interface|type) (\w+)/gm)].map(([, name]) => name ?? '');
}

function milestoneOf(path: string): Milestone {
  if (path.startsWith('tests/')) return 'tests';
  if (path.startsWith('src/db/') || path.startsWith('migrations/')) return 'database';
  if (path.startsWith('src/events/') || path.startsWith('src/jobs/')) return 'behavior';
  if (path.startsWith('src/http/')) return 'api';
  return path.startsWith('src/shared/') ? 'model' : 'operations';
}

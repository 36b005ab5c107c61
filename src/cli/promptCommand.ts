import { resolve } from 'node:path';
import { nearest } from '../base/nearest.ts';
import type { Atom } from '../ir/atom.ts';
import type { WrittenUnits } from '../ir/target.ts';
import type { KeptFunction } from '../llm/records/keptFunctions.ts';
import type { PromptKind } from '../llm/prompts/promptWriter.ts';
import { isAppFolder } from '../node/appFiles.ts';
import { readAppSources } from '../node/atoms/appSources.ts';
import { nodePorts } from '../node/nodePorts.ts';
import { specFiles } from '../node/specFiles.ts';
import { findTemplates } from '../node/templates.ts';
import { openTiktoken } from '../node/tokens/tiktokenCounter.ts';
import { mostKeptFunctions } from '../pipeline/atoms/acceptedFunctions.ts';
import { type AppPrompts, openAppPrompts, type PromptPreview, previewPrompt } from '../pipeline/atoms/appPrompts.ts';
import { hasErrors, loadSpec, locateAll } from '../pipeline/loadSpec.ts';
import { emptyBook, readUnitBook } from '../pipeline/unitBook.ts';
import { parseOptions, parseSpecArguments } from './arguments.ts';
import { targetNamed } from './targets.ts';
import { count, type ExitCode, paint, printJson, say, sayDiagnostics, UsageError } from './terminal.ts';
import { textTable } from './textTable.ts';
import { hasStore, withStore } from './withStore.ts';

/** `devmatrix prompt`: what a model is asked for one unit that the spec states in words, or the list of those units. Nothing is asked and nothing is written. */
export async function promptCommand(args: readonly string[]): Promise<ExitCode> {
  if (args.includes('--forget')) return forgetFunctions(args);
  if (args.includes('--results')) return (await import('./promptResults.ts')).promptResults(args);
  const { spec, values } = parseSpecArguments(args, {
    unit: { type: 'string' },
    kind: { type: 'string', default: 'code' },
    app: { type: 'string' },
    prompts: { type: 'string' },
    'own-references': { type: 'boolean', default: false },
    target: { type: 'string', default: 'typescript' },
    json: { type: 'boolean', default: false },
  });
  const kind = kindNamed(values.kind);
  const loaded = loadSpec(specFiles(spec));
  const { application } = loaded;
  if (application === undefined || hasErrors(loaded.diagnostics)) {
    sayDiagnostics(locateAll(loaded.diagnostics, loaded));
    return 2;
  }
  const opened = await openAppPrompts({
    application, target: targetNamed(values.target), ...(await existingCode(values.app)), others: values['own-references'] ? [] : await functionsOfOthers(application.name), templates: findTemplates(import.meta.url, 'prompts'),
    version: values.prompts, counter: await openTiktoken(import.meta.url),
  });
  if ('problem' in opened) throw new UsageError(opened.problem);
  if (values.unit === undefined) return showAll(opened, kind, values.json ? 'json' : 'text');
  const preview = previewPrompt(opened, atomNamed(values.unit, opened.atoms), kind);
  if (values.json) printJson(preview);
  else showOne(preview);
  return 0;
}

/** `devmatrix prompt --forget`: forgets the accepted functions that prompts for other apps show. */
async function forgetFunctions(args: readonly string[]): Promise<ExitCode> {
  const { json } = parseOptions(args, { forget: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } });
  const tell = (forgotten: number): ExitCode => {
    say(`${count(forgotten, 'function')} forgotten.`);
    if (json) printJson({ forgotten });
    return 0;
  };
  return hasStore() ? withStore(async ({ functions }) => tell(await functions.clear())) : tell(0);
}

function kindNamed(kind: string): PromptKind {
  if (kind === 'cases' || kind === 'code') return kind;
  throw new UsageError(`--kind takes cases or code, not "${kind}".`);
}

/** Accepted functions of other apps, as far as there is a store. */
async function functionsOfOthers(app: string): Promise<readonly KeptFunction[]> {
  if (!hasStore()) return [];
  let found: readonly KeptFunction[] = [];
  await withStore(async ({ functions }) => {
    found = await functions.others(app, mostKeptFunctions);
    return 0;
  });
  return found;
}

/** What stands in the folder of an app: its book, and its sources as they are. */
async function existingCode(app: string | undefined): Promise<{ readonly written: WrittenUnits; readonly files: readonly { readonly path: string; readonly text: string }[] }> {
  if (app === undefined) return { written: emptyBook, files: [] };
  const root = resolve(app);
  if (!isAppFolder(root, '')) throw new UsageError(`There is no folder ${app}. Generate the app first, or leave --app out.`);
  const book = await readUnitBook(root, nodePorts);
  if ('code' in book) throw new UsageError(book.message);
  return { written: book.written, files: readAppSources(root) };
}

/** By its whole id, its name, or any part of its id that no other has. */
function atomNamed(wanted: string, atoms: readonly Atom[]): Atom {
  const found = [atoms.filter(({ id }) => id === wanted), atoms.filter(({ name }) => name === wanted), atoms.filter(({ id }) => id.toLowerCase().includes(wanted.toLowerCase()))].find(({ length }) => length > 0) ?? [];
  const [atom, ...others] = found;
  if (atom === undefined) {
    const near = nearest(wanted, atoms.flatMap(({ id, name }) => [name, id]));
    throw new UsageError(`The spec states no unit ${wanted} in words.${near === undefined ? ' Leave --unit out to see those that it does.' : ` Did you mean ${near}?`}`);
  }
  if (others.length > 0) throw new UsageError(`Which one? ${found.map(({ id }) => id).join(', ')}`);
  return atom;
}

function showAll(opened: AppPrompts, kind: PromptKind, form: 'json' | 'text'): ExitCode {
  const previews = opened.atoms.map((atom) => ({ atom, preview: previewPrompt(opened, atom, kind) }));
  if (form === 'json') {
    printJson({ kind, units: previews.map(({ atom, preview: { unit, template, tokens, sections } }) => ({ unit, words: atom.task.words, template, tokens, sections })) });
    return 0;
  }
  if (previews.length === 0) {
    say('Nothing in this spec needs a language model.');
    return 0;
  }
  const [first] = previews;
  const names = first?.preview.sections.map(({ section }) => section) ?? [];
  const rows = [['unit', 'template', 'tokens', ...names], ...previews.map(({ preview }) => [preview.unit, preview.template, String(preview.tokens), ...preview.sections.map(({ tokens }) => String(tokens))])];
  process.stdout.write(`${textTable(rows).join('\n')}\n`);
  say(`${count(previews.length, 'unit')}; --unit NAME shows what a model is asked for one of them.`);
  return 0;
}

function showOne({ unit, kind, template, tokens, sections, system, message }: PromptPreview): void {
  process.stdout.write(`${system}${message}`);
  say();
  say(paint('bold', `${unit}: ${kind}, prompts ${template}, about ${count(tokens, 'token')} (o200k)`));
  const rows = sections.filter(({ tokens: own, left }) => own > 0 || left.length > 0).map(({ section, tokens: own, budget, left, isCut }) =>
    [section, String(own), `of ${String(budget)}`, `${isCut ? 'cut' : ''}${left.length === 0 ? '' : `${isCut ? ', ' : ''}no room for ${count(left.length, 'part')}: ${left.slice(0, 6).join(', ')}${left.length > 6 ? ', …' : ''}`}`]);
  for (const line of textTable([['section', 'tokens', 'budget', ''], ...rows])) say(line);
}

import type { Diagnostic } from '../base/diagnostic.ts';
import { spanOfFile } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Atom, AtomCase, WrittenUnit } from '../ir/atom.ts';
import type { WrittenUnits } from '../ir/target.ts';
import type { LlmTask } from '../ir/unit.ts';
import { pipelineCatalogue } from './catalogue.ts';
import type { HashPort, Ports } from './ports.ts';
import type { LazyTarget } from './targets.ts';

/** Where an app keeps what was written for its units; committed with the app. */
export const unitBookPath = '.devmatrix/units.json';

/** An app for which nothing was written. */
export const emptyBook: WrittenUnits = new Map();

/** Reads the text of a book; undefined when it is damaged or of another version. */
export function parseUnitBook(text: string): WrittenUnits | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value['devmatrix'] !== 1 || !isRecord(value['units'])) return undefined;
    const units = Object.entries(value['units']).map(([id, entry]) => [id, unitOf(id, entry)] as const);
    return units.every((entry): entry is readonly [string, WrittenUnit] => entry[1] !== undefined) ? new Map(units) : undefined;
  } catch {
    return undefined;
  }
}

/** The book as text: units sorted by id, code line by line, so that it can be reviewed and merged; the same for the same units. */
export function formatUnitBook(written: WrittenUnits): string {
  const units = Object.fromEntries([...written].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { task, status, model, code, helpers, cases }]) =>
    [id, { task, status, model, code: linesOf(code), helpers: helpers.map(linesOf), cases }]));
  return `${JSON.stringify({ devmatrix: 1, units }, null, 2)}\n`;
}

/** The book with newer answers in the place of older ones. */
export function mergeUnitBooks(before: WrittenUnits, newer: Iterable<WrittenUnit>): WrittenUnits {
  const merged = new Map(before);
  for (const unit of newer) merged.set(unit.unit, unit);
  return merged;
}

/** The book of an app; empty when it has none. Gives the diagnostic when the file is there and cannot be read: nothing that was paid for may be lost unseen. */
export async function readUnitBook(root: string, { files }: Pick<Ports, 'files'>): Promise<{ readonly written: WrittenUnits; readonly text: string | undefined } | Diagnostic> {
  const text = (await files.readAll(root, [unitBookPath])).get(unitBookPath);
  if (text === undefined) return { written: emptyBook, text };
  const written = parseUnitBook(text);
  return written === undefined ? pipelineCatalogue.report('DM3009', spanOfFile(unitBookPath), { file: unitBookPath }) : { written, text };
}

/** Writes the book of an app, at once; does nothing when it says the same already. */
export async function writeUnitBook(root: string, written: WrittenUnits, { files }: Pick<Ports, 'files'>): Promise<void> {
  const text = formatUnitBook(written);
  const before = (await files.readAll(root, [unitBookPath])).get(unitBookPath);
  if (before === text || (before === undefined && written.size === 0)) return;
  await files.makeFolders(root, [unitBookPath]);
  await files.writeAll(root, [{ path: unitBookPath, text }]);
}

/** An application as the app in a folder has it: with its book, and with the marks of what is written. */
export interface BookedApplication {
  readonly application: ApplicationIR;
  readonly written: WrittenUnits;
}

/** The application with the book of the app in the folder; the diagnostic when the book cannot be read. */
export async function bookedApplication(application: ApplicationIR, { root, target }: { readonly root: string; readonly target: LazyTarget }, ports: Pick<Ports, 'files'>): Promise<BookedApplication | Diagnostic> {
  const book = await readUnitBook(root, ports);
  if ('code' in book) return book;
  const { written } = book;
  return { written, application: written.size === 0 ? application : (await target.load(written)).marked(application, written) };
}

/** Digest of all that a unit is asked by: words, signature and contract. Its place in the spec does not matter. */
export function taskDigest({ words, signature, category, contract }: LlmTask, hash: HashPort): string {
  return hash.sha256(JSON.stringify([
    category, words, signature, contract.access, contract.operation, contract.entities, contract.pre, contract.post, contract.refusals,
  ]));
}

/** What an atom has in the book. `stale`: it stands in the app, and the spec says something else by now. `unfit`: it cannot stand in the app. */
export type BookState = 'complete' | 'partial' | 'stale' | 'unfit' | 'missing';

/** What an atom has in the book; `usable` is what the target can put into the app of it. */
export function bookStateOf({ id, task }: Pick<Atom, 'id' | 'task'>, book: { readonly written: WrittenUnits; readonly usable: WrittenUnits }, hash: HashPort): BookState {
  const unit = book.usable.get(id);
  if (unit === undefined) return book.written.has(id) ? 'unfit' : 'missing';
  if (unit.task !== taskDigest(task, hash)) return 'stale';
  return unit.status;
}

function linesOf(code: string): readonly string[] {
  return code.split('\n');
}

function unitOf(id: string, value: unknown): WrittenUnit | undefined {
  if (!isRecord(value)) return undefined;
  const { task, status, model, cases } = value;
  const code = textOf(value['code']);
  const helpers = Array.isArray(value['helpers']) ? value['helpers'].map(textOf) : undefined;
  if (typeof task !== 'string' || typeof model !== 'string' || (status !== 'complete' && status !== 'partial') || code === undefined) return undefined;
  if (helpers?.every((helper) => helper !== undefined) !== true || !Array.isArray(cases) || !cases.every(isCase)) return undefined;
  return { unit: id, task, code, helpers, cases, status, model };
}

/** Code is kept line by line. */
function textOf(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('\n') : undefined;
}

function isCase(value: unknown): value is AtomCase {
  if (!isRecord(value) || typeof value['name'] !== 'string' || !isRecord(value['arguments']) || !isRecord(value['expect']) || !Array.isArray(value['rows'])) return false;
  return value['rows'].every((row) => isRecord(row) && typeof row['name'] === 'string' && typeof row['entity'] === 'string' && isRecord(row['values']));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

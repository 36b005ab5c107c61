import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';

/** Puts an entry of a YAML file that is missing, with all that is in it, where its neighbours are. Comments and order stay. */
export function* yamlCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const { expected: wanted } = request;
  const target = wanted === undefined ? undefined : expected.read(wanted.file);
  const text = wanted === undefined ? undefined : actual.read(wanted.file);
  if (wanted === undefined || target === undefined || text === undefined) return;
  const [from, to] = [parseDocument(target), parseDocument(text)];
  const way = wayTo(from, wanted.start);
  const missing = way.findIndex((_, index) => !to.hasIn(way.slice(0, index + 1).map(({ key }) => key)));
  if (missing === -1) yield* changedItem(wanted, [from, target], [to, text], way.map(({ key }) => key));
  const step = way[missing];
  if (step === undefined || to.errors.length > 0) return;
  const parent: unknown = missing === 0 ? to.contents : to.getIn(way.slice(0, missing).map(({ key }) => key), true);
  if (!isMap(parent)) return;
  const siblings = step.map.items.map(keyOf);
  const before = siblings.slice(0, siblings.indexOf(step.key)).reverse().map((key) => parent.items.find((item) => keyOf(item) === key)).find((item) => item !== undefined);
  const block = target.slice(lineStart(target, rangeOf(step.pair)[0]), endOfLines(target, rangeOf(step.pair)[1]));
  const first = parent.items[0];
  const at = before !== undefined ? endOfLines(text, rangeOf(before)[1]) : first === undefined ? undefined : lineStart(text, rangeOf(first)[0]);
  if (at === undefined) return;
  const lead = at > 0 && !text.slice(0, at).endsWith('\n') ? '\n' : '';
  yield { files: new Map([[wanted.file, `${text.slice(0, at)}${lead}${block}${text.slice(at)}`]]) };
}

/** An item of a list that is missing stands where one is that says nearly the same and is not asked for. */
function* changedItem(wanted: { readonly file: string; readonly start: number }, [from, target]: Written, [to, text]: Written, way: readonly string[]): Iterable<RepairCandidate> {
  const [list, there] = [from.getIn(way, true), to.getIn(way, true)];
  if (!isSeq(list) || !isSeq(there)) return;
  const textsOf = (items: readonly unknown[], source: string) => items.flatMap((item) => {
    const range = rangeOfNode(item);
    return range === undefined ? [] : [{ range, text: source.slice(...range) }];
  });
  const [asked, found] = [textsOf(list.items, target), textsOf(there.items, text)];
  const item = asked.find(({ range }) => range[0] <= wanted.start && wanted.start < range[1]);
  const bare = (value: string): string => value.replaceAll(/["'\s]/g, '');
  const strays = found.filter((other) => !asked.some((one) => bare(one.text) === bare(other.text)));
  if (item === undefined || found.some((other) => bare(other.text) === bare(item.text))) return;
  for (const { range } of strays.map((stray) => ({ ...stray, alike: likeness(item.text, stray.text) })).filter(({ alike }) => alike > 0.5).sort((a, b) => b.alike - a.alike)) {
    yield { files: new Map([[wanted.file, text.slice(0, range[0]) + item.text + text.slice(range[1])]]) };
  }
}

type Written = readonly [Document, string];

/** The part of the words of the shorter text that the other one has, 0 to 1; addresses of machines do not count. */
function likeness(one: string, other: string): number {
  const words = (text: string): readonly string[] => text.replaceAll(/\d+(?:\.\d+){3}/g, '').match(/\w+/g) ?? [];
  const [a, b] = [words(one), words(other)];
  return a.filter((word) => b.includes(word)).length / Math.max(1, Math.min(a.length, b.length));
}

interface Step {
  readonly key: string;
  readonly map: YAMLMap;
  readonly pair: Pair;
}

/** The keys that lead to an offset, as far as there are maps. */
function wayTo(document: Document, offset: number): readonly Step[] {
  const way: Step[] = [];
  let node: unknown = document.contents;
  while (isMap(node)) {
    const map: YAMLMap = node;
    const pair = map.items.find((item) => rangeOf(item)[0] <= offset && offset < Math.max(rangeOf(item)[1], rangeOf(item)[0] + 1));
    if (pair === undefined) break;
    way.push({ key: keyOf(pair), map, pair });
    node = pair.value;
  }
  return way;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** Where an entry begins and where its value ends. */
function rangeOf({ key, value }: Pair): readonly [number, number] {
  const [start, keyEnd] = rangeOfNode(key) ?? [0, 0];
  return [start, rangeOfNode(value)?.[1] ?? keyEnd];
}

function rangeOfNode(node: unknown): readonly [number, number] | undefined {
  const { range } = (node ?? {}) as { readonly range?: readonly [number, number, number] | null };
  return range === undefined || range === null ? undefined : [range[0], range[1]];
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line break of the last line that has something on it. */
function endOfLines(text: string, offset: number): number {
  const end = text.slice(0, offset).trimEnd().length;
  const next = text.indexOf('\n', end);
  return next < 0 ? text.length : next + 1;
}

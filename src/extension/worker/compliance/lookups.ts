import type { Span } from '../../../base/span.ts';
import type { NodeState } from '../../../compliance/gap.ts';
import { readAppFile } from '../../../node/appFiles.ts';
import { manifestPath, parseManifest } from '../../../pipeline/manifest.ts';
import type { FoundPlace } from '../complianceRequests.ts';
import type { Place } from '../languageRequests.ts';
import type { Checked } from './session.ts';
import { firstLine } from './shownGaps.ts';

/** What the spec says about a place of the code: the smallest part that stands there, else what the file was made from. */
export function specOf(checked: Checked, app: string, path: string, offset: number): FoundPlace | undefined {
  const { texts, report, gaps } = checked;
  const file = texts.relative(path);
  if (file === undefined) return undefined;
  const around = (span: Span | undefined): boolean => span?.file === file && span.start <= offset && offset <= span.end;
  const node = smallest(report.nodes.filter(({ code }) => around(code)), ({ code }) => code);
  const gap = gaps.find((named) => around(named.gap.at))?.gap;
  if (gap !== undefined && (node?.code === undefined || length(gap.at) < length(node.code))) return { key: gap.key, label: gap.key, place: specPlace(checked, gap.spec) };
  const found = node ?? madeFrom(checked, app, file, wordAt(texts.text(file) ?? '', offset));
  return found === undefined ? undefined : { key: found.key, label: found.label, place: specPlace(checked, found.spec) };
}

/** Where the code implements the smallest part of the spec that stands at a place and has code. */
export function codeOf(checked: Checked, path: string, offset: number): { readonly label: string; readonly places: readonly FoundPlace[] } | undefined {
  const { spec, report, texts } = checked;
  const holdsOffset = ({ file, start, end }: Span): boolean => spec.pathOf(file) === path && start <= offset && offset <= end;
  const hasCode = ({ code }: NodeState): boolean => code !== undefined && texts.has(code.file);
  // From the words at the place outwards: those of the part that they stand in, then of the one around it.
  const regions = spec.regions().filter(({ span }) => holdsOffset(span)).reverse();
  const rings = [report.nodes.filter((node) => holdsOffset(node.spec)), ...regions.map(({ selection }) => report.nodes.filter(({ spec: at }) => at.file === selection.file && at.start === selection.start))];
  const label = rings.find((ring) => ring.length > 0)?.[0]?.label;
  if (label === undefined) return undefined;
  const found = rings.map((ring) => ring.filter(hasCode)).find((ring) => ring.length > 0) ?? [];
  // An entity, what it brings along and its constraints stand at the same words: the entity is meant.
  const kind = kindsByRank.find((candidate) => found.some((node) => node.kind === candidate));
  return { label, places: found.flatMap(({ key, label: name, code, kind: own }) => (code === undefined || own !== kind ? [] : [{ key, label: name, place: texts.place(code) }])) };
}

const kindsByRank: readonly NodeState['kind'][] = ['entities', 'flows', 'relations', 'attributes', 'states', 'transitions', 'endpoints', 'constraints'];

/** Both places of a node. */
export function placesOf(checked: Checked, key: string): { readonly spec: Place; readonly code: Place | undefined } | undefined {
  const node = checked.report.nodes.find((candidate) => candidate.key === key);
  if (node === undefined) return undefined;
  return { spec: specPlace(checked, node.spec), code: node.code === undefined || !checked.texts.has(node.code.file) ? undefined : checked.texts.place(node.code) };
}

function specPlace({ spec }: Checked, span: Span): Place {
  return firstLine(spec.place(span), spec.textOf(spec.pathOf(span.file)));
}

/** By what the manifest says that the file was made from: the part that the word names, else the whole. */
function madeFrom({ report }: Checked, app: string, file: string, word: string): NodeState | undefined {
  const keys = parseManifest(readAppFile(app, manifestPath) ?? '')?.files[file]?.nodes ?? [];
  const nodes = new Map(report.nodes.map((node) => [node.key, node]));
  const named = word === '' ? undefined : keys.map((key) => nodes.get(`${key}.${word}`)).find((node) => node !== undefined);
  return named ?? keys.map((key) => nodes.get(key)).find((node) => node !== undefined);
}

function wordAt(text: string, offset: number): string {
  const before = /[\w$]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  return before + (/^[\w$]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '');
}

function smallest<T>(items: readonly T[], spanOf: (item: T) => Span | undefined): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best === undefined || length(spanOf(item)) < length(spanOf(best)) ? item : best), undefined);
}

function length(span: Span | undefined): number {
  return span === undefined ? Infinity : span.end - span.start;
}

import { lineDiff } from '../../base/lineDiff.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import type { AppTexts, RepairCandidate, Repairer } from '../../targets/facts/repairer.ts';
import type { Gap } from '../gap.ts';

/** An app that can be asked what would be the gaps if some of its files had other texts. */
export interface RepairableApp {
  readonly expected: AppTexts;
  readonly actual: AppTexts;
  readonly repairer: Repairer;
  /** The gaps as the app is now. */
  gaps(): readonly Gap[];
  /** The gaps that there would be with these texts; the app stays as it is. */
  gapsWith(files: ReadonlyMap<string, string>): readonly Gap[];
}

export type RepairOutcome =
  /** A file that does not exist yet gets one edit at 0-0. */
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[]; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly reason: string };

/** So many ways are tried at most; each costs a check. */
const mostCandidates = 40;

/** What is missing in something that was missing as a whole is mended with it, so deep at most. */
const deepest = 6;

/**
 * The least change that closes a gap, opens none and leaves no name without a meaning. The smallest piece of expected code that
 * helps is taken; whatever a person wrote around it stays. When the code of a node that was missing lacks a part of its own, such as
 * an index of a table, that part is mended too.
 */
export function repairGap(app: RepairableApp, gap: Gap): RepairOutcome {
  return (gap.kind === 'unrequested' ? turnedInto(app, gap) : undefined) ?? leastChange(app, gap, 0);
}

/** What was asked for where something else is: an endpoint with another method or path, or a table with another name, is told as one too much and one that is missing. */
const askedFor: Readonly<Record<string, string>> = { DM4002: 'DM4001', DM4102: 'DM4101', DM4202: 'DM4201' };
const mostTwins = 3;

/** What nobody asked for may be what is missing, said wrongly: the change of the one into the other closes both and keeps what a person wrote in it. */
function turnedInto(app: RepairableApp, gap: Gap): RepairOutcome | undefined {
  const twins = app.gaps().filter(({ code, at }) => code === askedFor[gap.code] && at.file === gap.at.file);
  for (const twin of twins.slice(0, mostTwins)) {
    const outcome = leastChange(app, twin, 0);
    if (outcome.kind === 'edits' && !app.gapsWith(outcome.files).some((other) => identityOf(other) === identityOf(gap))) return outcome;
  }
  return undefined;
}

function leastChange(app: RepairableApp, gap: Gap, depth: number): RepairOutcome {
  const known = countsOf(app.gaps());
  let tried = 0;
  for (const candidate of app.repairer.candidates(gap, app.expected, app.actual)) {
    if (tried >= mostCandidates) break;
    if (!changes(app, candidate) || !isSound(app, candidate)) continue;
    tried += 1;
    const after = app.gapsWith(candidate.files);
    const counts = countsOf(after);
    if ((counts.get(identityOf(gap)) ?? 0) >= (known.get(identityOf(gap)) ?? 0)) {
      const everywhere = elsewhereToo(app, gap, candidate.files, after, depth);
      if (everywhere === undefined) continue;
      return { kind: 'edits', edits: editsOf(app, everywhere), files: everywhere };
    }
    const opened = after.filter((other) => (counts.get(identityOf(other)) ?? 0) > (known.get(identityOf(other)) ?? 0));
    const files = opened.length === 0 ? candidate.files : withParts(app, gap, candidate.files, opened, depth);
    if (files !== undefined) return { kind: 'edits', edits: editsOf(app, files), files };
  }
  return { kind: 'refused', reason: tried === 0 ? 'There is no code that could be put there.' : 'Every change that was tried leaves the gap, opens another, or uses names that mean nothing there.' };
}

/** At how many places a gap is told. */
function placesOf({ at, related }: Gap): number {
  return new Set([at, ...related.map(({ span }) => span)].map(({ file, start, end }) => `${file} ${String(start)} ${String(end)}`)).size;
}

function editsOf({ actual }: RepairableApp, files: ReadonlyMap<string, string>): readonly TextEdit[] {
  return [...files].flatMap(([path, text]) => lineDiff(path, actual.read(path) ?? '', text));
}

/** The change with those at the other places that a gap was told of once; undefined when it closes none, or they stay. */
function elsewhereToo(app: RepairableApp, gap: Gap, files: ReadonlyMap<string, string>, after: readonly Gap[], depth: number): ReadonlyMap<string, string> | undefined {
  const left = after.find((other) => identityOf(other) === identityOf(gap));
  const known = countsOf(app.gaps());
  const opensOther = [...countsOf(after)].some(([identity, count]) => count > (known.get(identity) ?? 0));
  if (left === undefined || placesOf(left) >= placesOf(gap) || opensOther || depth >= deepest) return undefined;
  const outcome = leastChange(layered(app, files), left, depth + 1);
  return outcome.kind === 'edits' ? new Map([...files, ...outcome.files]) : undefined;
}

/** The change with those that its own parts still need; undefined when what it opened is no part of it, or cannot be closed. */
function withParts(app: RepairableApp, gap: Gap, files: ReadonlyMap<string, string>, opened: readonly Gap[], depth: number): ReadonlyMap<string, string> | undefined {
  if (depth >= deepest || opened.length > 12 || !opened.every(({ key }) => key.startsWith(`${gap.key}.`) || key.startsWith(`${gap.key} `))) return undefined;
  const [first] = opened;
  if (first === undefined) return files;
  const changed = layered(app, files);
  const outcome = leastChange(changed, first, depth + 1);
  if (outcome.kind === 'refused') return undefined;
  const all = new Map([...files, ...outcome.files]);
  const known = countsOf(app.gaps());
  const counts = countsOf(app.gapsWith(all));
  const left = app.gapsWith(all).filter((other) => (counts.get(identityOf(other)) ?? 0) > (known.get(identityOf(other)) ?? 0));
  return left.length === 0 ? all : withParts(app, gap, all, left, depth + 1);
}

/** The app as if these files had other texts. */
function layered(app: RepairableApp, files: ReadonlyMap<string, string>): RepairableApp {
  const paths = new Set([...app.actual.paths, ...files.keys()]);
  return {
    ...app,
    actual: { read: (path) => files.get(path) ?? app.actual.read(path), paths },
    gaps: () => app.gapsWith(files),
    gapsWith: (more) => app.gapsWith(new Map([...files, ...more])),
  };
}

/** What makes gaps the same before and after a change: their place may move. */
function identityOf({ code, key, at }: Gap): string {
  return `${code}\0${key}\0${at.file}`;
}

function countsOf(gaps: readonly Gap[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const gap of gaps) counts.set(identityOf(gap), (counts.get(identityOf(gap)) ?? 0) + 1);
  return counts;
}

function changes(app: RepairableApp, { files }: RepairCandidate): boolean {
  return [...files].some(([path, text]) => app.actual.read(path) !== text);
}

function isSound(app: RepairableApp, { files }: RepairCandidate): boolean {
  return [...files].every(([path, text]) => app.repairer.isSound(path, app.actual.read(path), text));
}

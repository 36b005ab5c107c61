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

/**
 * The least change that closes a gap, opens none and leaves no name without a meaning. The smallest piece of expected code that
 * helps is taken; whatever a person wrote around it stays.
 */
export function repairGap(app: RepairableApp, gap: Gap): RepairOutcome {
  const before = app.gaps();
  const known = countsOf(before);
  const wanted = identityOf(gap);
  let tried = 0;
  let best: RepairCandidate | undefined;
  for (const candidate of app.repairer.candidates(gap, app.expected, app.actual)) {
    if (tried >= mostCandidates) break;
    if (!changes(app, candidate) || !isSound(app, candidate)) continue;
    tried += 1;
    const after = countsOf(app.gapsWith(candidate.files));
    if ((after.get(wanted) ?? 0) >= (known.get(wanted) ?? 0)) continue;
    if ([...after].some(([key, count]) => count > (known.get(key) ?? 0))) continue;
    best = candidate;
    break;
  }
  if (best === undefined) {
    return { kind: 'refused', reason: tried === 0 ? 'There is no code that could be put there.' : 'Every change that was tried leaves the gap, opens another, or uses names that mean nothing there.' };
  }
  const { files } = best;
  return { kind: 'edits', edits: [...files].flatMap(([path, text]) => lineDiff(path, app.actual.read(path) ?? '', text)), files };
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

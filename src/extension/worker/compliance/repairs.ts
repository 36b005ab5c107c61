import { lineDiff } from '../../../base/lineDiff.ts';
import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import type { ComplianceReport } from '../../../compliance/gap.ts';
import type { AppEdits, OfferedRepair, WholeRepair } from '../complianceRequests.ts';
import type { AppTexts } from './appTexts.ts';
import { namedGaps } from './shownGaps.ts';
import type { Checked } from './session.ts';
import { specChangeOf } from './specChanges.ts';

/** More rounds than any file has needed; each makes at least one gap go away. */
const maximumRounds = 200;
/** A person who saves waits for it. */
const saveMs = 3000;

/** The repair of one gap, by the name that it has. */
export function repairOf({ checker, gaps, texts, report }: Checked, id: string): OfferedRepair {
  const found = gaps.find((named) => named.id === id);
  if (found === undefined) return { kind: 'gone' };
  if (isUnreadable(report, found.gap.at.file)) return { kind: 'refused', reason: `${found.gap.at.file} does not parse now. Mend its syntax first.` };
  const outcome = checker.repair(found.gap);
  return outcome.kind === 'refused' ? outcome : { kind: 'edits', changes: placed(outcome.edits, texts) };
}

/** The edits of the spec after which a gap is none. */
export function specChangeFor({ gaps, spec }: Checked, id: string): OfferedRepair {
  const found = gaps.find((named) => named.id === id);
  const change = found === undefined ? undefined : specChangeOf(found.gap, spec);
  if (change === undefined) return { kind: 'gone' };
  const changed = change.edits();
  const problem = spec.problemAfter(changed);
  if (problem !== undefined) return { kind: 'refused', reason: problem };
  const edits = changed.map(({ text, ...span }) => ({ text, place: spec.place(span) }));
  return { kind: 'edits', changes: { edits, newFiles: [] } };
}

/**
 * Repairs what the code of one file lacks or contradicts, as far as that concerns no other file: on save, nothing else may
 * change. What the spec does not ask for stays: taking it away is for a person to decide.
 */
export function repairsOfFile({ checker, texts, report }: Checked, file: string): WholeRepair {
  const before = texts.text(file);
  const untilMs = performance.now() + saveMs;
  const fixed: string[] = [];
  const refused = new Map<string, string>();
  let text = before ?? '';
  let rounds = 0;
  try {
    for (; rounds < maximumRounds && !isUnreadable(report, file) && performance.now() < untilMs; rounds += 1) {
      const round = nextRepair({ checker, file, refused });
      if (round === undefined) break;
      text = applyEdits(text, round.edits);
      checker.updateFile(file, text);
      fixed.push(round.key);
      refused.set(round.id, 'It did not go away.');
    }
    const remaining = checker.check().gaps.filter(({ at }) => at.file === file).length;
    const edits = before === undefined ? [] : placed(lineDiff(file, before, text), texts).edits;
    return { changes: { edits, newFiles: [] }, files: [{ path: texts.absolute(file), text }], rounds, fixed, remaining, refused: [] };
  } finally {
    checker.updateFile(file, before);
  }
}

/** What is known of a file that does not parse is about another text. */
function isUnreadable({ unreadable }: ComplianceReport, file: string): boolean {
  return unreadable.some((entry) => entry.file === file);
}

interface Round {
  readonly checker: Checked['checker'];
  readonly file: string;
  /** Gaps that were tried, with what stood in the way. */
  readonly refused: Map<string, string>;
}

/** The next gap of the file that can be repaired in it alone. */
function nextRepair({ checker, file, refused }: Round): { readonly id: string; readonly key: string; readonly edits: readonly TextEdit[] } | undefined {
  for (const { id, gap } of namedGaps(checker.check().gaps)) {
    if (gap.at.file !== file || !gap.fileExists || gap.kind === 'unrequested' || refused.has(id)) continue;
    const outcome = checker.repair(gap);
    if (outcome.kind === 'edits' && outcome.edits.every((edit) => edit.file === file)) return { id, key: gap.key, edits: outcome.edits };
    refused.set(id, outcome.kind === 'refused' ? outcome.reason : 'It concerns other files, too.');
  }
  return undefined;
}

/** Repairs everything that can be. */
export function repairsOfApp({ checker, texts }: Checked): WholeRepair {
  const { rounds, fixed, remaining, refused, files } = checker.repairAll();
  const edits = [...files].flatMap(([file, text]) => (texts.has(file) ? lineDiff(file, texts.text(file) ?? '', text) : [{ file, start: 0, end: 0, text }]));
  // What was tried out is not there yet: the texts are what they are.
  for (const file of files.keys()) checker.updateFile(file, texts.text(file));
  return { changes: placed(edits, texts), files: [...files].map(([file, text]) => ({ path: texts.absolute(file), text })), rounds, fixed, remaining: remaining.length, refused };
}

/** Edits at their places; those of a file that is not there make it. */
function placed(edits: readonly TextEdit[], texts: AppTexts): AppEdits {
  const present = edits.filter(({ file }) => texts.has(file));
  const files = [...new Set(edits.filter(({ file }) => !texts.has(file)).map(({ file }) => file))];
  return {
    edits: present.map(({ text, ...span }) => ({ text, place: texts.place(span) })),
    newFiles: files.map((file) => ({ path: texts.absolute(file), text: applyEdits('', edits.filter((edit) => edit.file === file)) })),
  };
}

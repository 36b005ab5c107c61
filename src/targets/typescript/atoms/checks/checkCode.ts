import type { AtomFinding, FindingLevel } from '../../../../ir/atom.ts';
import { readCandidate } from './candidate.ts';
import { finding, type CheckContext } from './check.ts';
import { checkSignature, type ShapedCode } from './checkSignature.ts';
import { findingsOf, staticLevels } from './staticChecks.ts';

/** What reading the code shows. `shaped` is there as soon as the function was found, whatever else is wrong with it. */
export interface CodeCheck {
  readonly shaped?: ShapedCode;
  readonly findings: readonly AtomFinding[];
}

/** Told of each level when it begins. */
export type NoteLevel = (level: FindingLevel) => void;

const mostMistakes = 3;

/** Checks the code of an answer by reading it: syntax, signature, names, security, conventions, size; the first level with findings is the last. */
export function checkCode(text: string, context: CheckContext, note: NoteLevel = () => undefined): CodeCheck {
  note('syntax');
  const { candidate, mistakes } = readCandidate(text);
  if (candidate === undefined) {
    const findings = mistakes.slice(0, mostMistakes).map(({ line, message }) => ({ ...finding({ lineOf: () => line }, 'syntax', 'DM5010', { problem: message }, 0) }));
    return { findings: findings.length > 0 ? findings : [finding({ lineOf: () => 1 }, 'syntax', 'DM5010', { problem: 'It cannot be read.' }, 0)] };
  }
  note('signature');
  const { findings: first, shaped } = checkSignature(candidate, context);
  if (shaped === undefined) return { findings: first };
  for (const { level, checks } of staticLevels) {
    note(level);
    const findings = findingsOf(checks, candidate, context);
    if (findings.length > 0) return { shaped, findings };
  }
  return { shaped, findings: [] };
}

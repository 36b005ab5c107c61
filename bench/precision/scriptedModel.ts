import type { AnswerRule } from '../../test/provider-server/types.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';
import { askedQuestion, type RecordedAnswer } from '../../test/waves/recordedAnswers.ts';
import { defective, type DefectKind } from './defects.ts';

/** An answer of the scripted model: what was wrong with it, if anything. */
export interface GivenAnswer {
  readonly name: string;
  readonly ask: 'cases' | 'code' | 'dispute';
  /** How often this was asked before, and this time: from 1. */
  readonly time: number;
  readonly defect?: DefectKind;
  readonly text: string;
}

export interface ScriptedModelOptions {
  readonly answers: ReadonlyMap<string, RecordedAnswer>;
  /** How many code answers have a defect, 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly DefectKind[];
  readonly seed: number;
  readonly firstByteMs: number;
}

/** A model that knows the right answer to everything and gets some of its code wrong, the same way for the same seed. */
export function scriptedModel({ answers, rate, kinds, seed, firstByteMs }: ScriptedModelOptions): { readonly rule: AnswerRule; readonly given: readonly GivenAnswer[] } {
  const given: GivenAnswer[] = [];
  const times = new Map<string, number>();
  const rule: AnswerRule = {
    answer: (request) => {
      const asked = askedQuestion(request);
      const right = asked === undefined ? undefined : answers.get(asked.name);
      if (asked === undefined || right === undefined) return 'I do not know that function.';
      const key = `${asked.ask} ${asked.name}`;
      const time = (times.get(key) ?? 0) + 1;
      times.set(key, time);
      const tell = (text: string, defect?: DefectKind): void => { given.push({ ...asked, time, text, ...(defect === undefined ? {} : { defect }) }); };
      if (asked.ask === 'dispute') {
        tell('HOLDS');
        return { text: 'HOLDS', delayMs: firstByteMs };
      }
      const text = right[asked.ask];
      const chance = seededRandom(hash(`${String(seed)} ${key} ${String(time)}`));
      if (asked.ask === 'code' && chance.next() < rate) {
        for (const kind of chance.shuffled(kinds)) {
          const wrong = defective(text, kind, chance);
          if (wrong === undefined) continue;
          tell(wrong.text ?? '', kind);
          return { ...wrong, delayMs: firstByteMs };
        }
      }
      tell(text);
      return { text, delayMs: firstByteMs };
    },
  };
  return { rule, given };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

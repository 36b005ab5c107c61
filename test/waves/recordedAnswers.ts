import { readFileSync } from 'node:fs';
import type { AnswerRule, FakeRequest } from '../provider-server/types.ts';

/** What a model said of one function, as it was written down. */
export interface RecordedAnswer {
  readonly cases: string;
  readonly code: string;
  /** Further examples, for whoever asks what the first ones leave undecided. */
  readonly more?: string;
}

/** Which question a prompt asks, of which function; undefined for prompts about something else. */
export interface AskedQuestion {
  readonly name: string;
  readonly ask: 'cases' | 'code' | 'dispute';
}

/** Reads the answers of `recorded/<name>.md`: by the function's name. */
export function recordedAnswers(name: string): ReadonlyMap<string, RecordedAnswer> {
  const text = readFileSync(new URL(`./recorded/${name}.md`, import.meta.url), 'utf8');
  const sections = text.split(/^# /m).slice(1);
  return new Map(sections.map((section) => {
    const [heading = '', ...rest] = section.split('\n');
    const parts = rest.join('\n').split(/^## (cases|code|more)$/m);
    const part = (kind: string): string => (parts[parts.indexOf(kind) + 1] ?? '').trim();
    return [heading.trim(), { cases: part('cases'), code: part('code'), ...(parts.includes('more') ? { more: part('more') } : {}) }];
  }));
}

/** What a request of a run asks. */
export function askedQuestion({ user, messages }: Pick<FakeRequest, 'user' | 'messages'>): AskedQuestion | undefined {
  const text = messages.length > 1 ? messages.map((message) => message.text).join('\n') : user;
  const name = /^# The function `([^`]+)`/m.exec(text)?.[1];
  const kind = /^# Your answer: (?:the|a) (examples|code|ruling)/m.exec(text)?.[1];
  if (name === undefined || kind === undefined) return undefined;
  return { name, ask: kind === 'examples' ? 'cases' : kind === 'code' ? 'code' : 'dispute' };
}

/** Whether a request for examples shows some and asks for what they do not decide. */
function asksForMore({ user, messages }: Pick<FakeRequest, 'user' | 'messages'>): boolean {
  return [user, ...messages.map(({ text }) => text)].some((text) => text.includes('(DM5093)'));
}

/** A model that says what was recorded, and that an example holds whenever it is asked. */
export function recordedModel(answers: ReadonlyMap<string, RecordedAnswer>): AnswerRule {
  return {
    answer: (request) => {
      const asked = askedQuestion(request);
      const recorded = asked === undefined ? undefined : answers.get(asked.name);
      if (asked === undefined || recorded === undefined) return `Nothing was recorded for ${asked?.name ?? 'this question'}.`;
      if (asked.ask === 'dispute') return 'HOLDS';
      return asked.ask === 'cases' && recorded.more !== undefined && asksForMore(request) ? recorded.more : recorded[asked.ask];
    },
  };
}

import { fencedBlocks } from '../../llm/answers/fencedBlocks.ts';
import { readJsonAnswer } from '../../llm/answers/readJsonAnswer.ts';

/** Something that the words leave open, and what the draft took for it. */
export interface OpenQuestion {
  readonly question: string;
  readonly assumed: string;
  /** The part of the spec that it is about, such as `flows.borrow`; empty when the answer does not say. */
  readonly about: string;
}

/** The parts of an answer; `spec` is undefined when it has none, or an unfinished one. */
export interface DraftAnswer {
  readonly spec: string | undefined;
  readonly questions: readonly OpenQuestion[];
}

const mostQuestions = 8;
const yamlNames: ReadonlySet<string> = new Set(['yaml', 'yml']);

/** Reads the answer to a discovery: the last whole block of YAML (or an answer that is nothing else), and the questions, however they are wrapped. Never throws. */
export function readDraftAnswer(answer: string): DraftAnswer {
  const { blocks, outside } = fencedBlocks(answer.replace(/\r\n?/g, '\n'));
  const begins = (text: string): boolean => /^(#.*\n|\s*\n)*devmatrix:/.test(text);
  const specs = blocks.filter(({ language, text, isClosed }) => isClosed && (yamlNames.has(language) || (language === '' && begins(text))));
  const spec = specs.at(-1)?.text ?? (blocks.length === 0 && begins(outside) ? outside : undefined);
  const json = blocks.filter(({ language }) => language.startsWith('json')).map(({ text }) => `\`\`\`json\n${text}\n\`\`\``).join('\n');
  return { spec: spec === undefined ? undefined : `${spec.trim()}\n`, questions: json === '' ? [] : questionsOf(json) };
}

function questionsOf(json: string): readonly OpenQuestion[] {
  const { items } = readJsonAnswer(json);
  return items.flatMap((item): OpenQuestion[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    const { question, assumed, about } = item as Readonly<Record<string, unknown>>;
    return typeof question === 'string' && question.trim() !== '' ? [{ question: question.trim(), assumed: textOf(assumed), about: textOf(about) }] : [];
  }).slice(0, mostQuestions);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

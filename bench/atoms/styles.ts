import { readFileSync } from 'node:fs';
import type { Atom } from '../../src/ir/atom.ts';
import { readCodeAnswer } from '../../src/llm/answers/readCodeAnswer.ts';

const written = readFileSync(new URL('styles.md', import.meta.url), 'utf8').split(/^# /m).slice(1).map((section) => {
  const at = section.indexOf('\n');
  return { name: section.slice(0, at).trim(), answer: section.slice(at).trim() };
});

/** Under `<example>: <function>`. */
const manners = readFileSync(new URL('manners.md', import.meta.url), 'utf8').split(/^# /m).slice(1).map((section) => {
  const at = section.indexOf('\n');
  return { of: section.slice(0, at).trim(), answer: section.slice(at).trim() };
});

/** Good answers for an atom in many styles: the recorded one first, in other spellings, and others that were written for the same. */
export function styledAnswers(example: string, { name }: Atom, recorded: string): readonly string[] {
  const { code = '' } = readCodeAnswer(recorded, name);
  const fenced = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;
  const others = [
    ...(example === 'rental' ? written.filter((one) => one.name === name).map(({ answer }) => answer) : []),
    ...manners.filter(({ of }) => of === `${example}: ${name}`).map(({ answer }) => answer),
  ];
  return [
    recorded,
    // Without fences, with talk around it.
    `Sure! Here is the function.\n\n${code}\n\nIt does what the task says.`,
    // With imports, some of them from where the names are not.
    fenced(`import { and, eq } from 'drizzle-orm';\nimport type { CallContext } from '../context';\nimport { failure, conflict } from "@/http/problem";\n\n${code}`),
    // With a comment on every statement, and other ends of lines.
    fenced(code.replace(/\n( +)(const|if|for|return|await|throw) /g, '\n$1// Then this is done.\n$1$2 ')).replaceAll('\n', '\r\n'),
    // As an arrow function.
    fenced(asArrow(code, name)),
    ...others,
  ];
}

/** The function as a constant; helpers stay as they are. */
function asArrow(code: string, name: string): string {
  const start = code.indexOf(`export async function ${name}(`);
  const opened = code.indexOf('> {\n', start);
  const end = code.indexOf('\n}', start);
  if (start === -1 || opened === -1 || end === -1) return code;
  return `${code.slice(0, start)}export const ${name} = async ${code.slice(start + `export async function ${name}`.length, opened + 1)} => ${code.slice(opened + 2, end + 2)};${code.slice(end + 2)}`;
}

import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { applyEdits } from '../../src/base/textEdit.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

/** A wrong document as a page of `test/wrongDocuments` shows it. */
export interface WrongDocument {
  readonly title: string;
  /** `yaml` or `json`, and the beginning that the document has: `3.0`, `3.1`, `devmatrix`, or nothing. */
  readonly language: string;
  /** The document, without the marks around what is wrong. */
  readonly text: string;
}

/** What a wrong document is answered with, as its page shows it, and what its fixes leave behind. */
export interface Answer {
  readonly shown: string;
  readonly codes: readonly string[];
  /** A sentence for each fix that does not do what it says. */
  readonly badFixes: readonly string[];
  readonly fixes: number;
}

const section = /^## (?<title>.*)\n\n```(?<language>.*)\n(?<body>[^]*?)^```\n(?<rest>[^]*?)(?=^## |(?![^]))/gm;

const beginnings: Readonly<Record<string, string>> = {
  '3.0': "openapi: 3.0.3\ninfo: { title: T, version: '1' }\n",
  '3.1': "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n",
  devmatrix: 'devmatrix: 1\nname: test\n',
};

/** The page with the answer to each of its documents as it is now; what stands before the first one stays. */
export function refreshed(page: string): { readonly page: string; readonly answers: readonly (WrongDocument & Answer)[] } {
  const answers: (WrongDocument & Answer)[] = [];
  const written = page.replace(section, (_, title: string, language: string, body: string) => {
    const document = { title, language, text: body.replace(/[⟦⟧]/g, '') };
    const answer = checkWrongDocument(document);
    answers.push({ ...document, ...answer });
    return `## ${title}\n\n${answer.shown}`;
  });
  return { page: written, answers };
}

/** Reads a wrong document, marks what is wrong in it, and applies each fix on its own. */
function checkWrongDocument({ language, text }: WrongDocument): Answer {
  const [syntax = 'yaml', dialect = ''] = language.split(' ');
  const file = `spec.${syntax}`;
  const head = beginningOf(dialect, text);
  const whole = head + text;
  const found = sorted(read(file, whole));
  const lines = found.map(({ code, severity, message }) => `- ${code} ${severity}: ${message}`);
  const repaired = found.flatMap((diagnostic) => diagnostic.fixes.map((fix) => ({ diagnostic, fix, after: applyEdits(whole, fix.edits()) })));
  const shownFixes = repaired.map(({ fix, after }) => `\n${fix.label}:\n\n\`\`\`diff\n${difference(whole, after)}\`\`\`\n`);
  return {
    shown: `\`\`\`${language}\n${marked(whole, found).slice(head.length)}\`\`\`\n\n${lines.join('\n')}\n${shownFixes.join('')}\n`,
    codes: found.map(({ code }) => code),
    badFixes: repaired.flatMap(({ diagnostic, fix, after }) => faultOf(file, diagnostic, found, after).map((problem) => `${fix.label}: ${problem}`)),
    fixes: repaired.length,
  };
}

function beginningOf(dialect: string, text: string): string {
  const beginning = beginnings[dialect] ?? '';
  return dialect.startsWith('3') && !/^paths/m.test(text) ? `${beginning}paths: {}\n` : beginning;
}

function read(file: string, text: string): readonly Diagnostic[] {
  return parseSpec({ main: file, read: (path) => (path === file ? text : undefined) }).diagnostics;
}

function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end || (a.code < b.code ? -1 : 1));
}

/** The text with each range that is complained about between marks. */
function marked(text: string, diagnostics: readonly Diagnostic[]): string {
  const ranges = new Map(diagnostics.map(({ span }) => [`${span.start} ${span.end}`, span]));
  const marks = [...ranges.values()].flatMap(({ start, end }) => [{ at: start, mark: '⟦' }, { at: end, mark: '⟧' }]);
  return marks.sort((a, b) => b.at - a.at || (a.mark === b.mark ? 0 : a.mark === '⟧' ? -1 : 1)).reduce((out, { at, mark }) => out.slice(0, at) + mark + out.slice(at), text);
}

/** What a fix does wrong: the complaint must be gone, and no new one may come. */
function faultOf(file: string, fixed: Diagnostic, before: readonly Diagnostic[], after: string): readonly string[] {
  const left = before.map(keyOf);
  left.splice(left.indexOf(keyOf(fixed)), 1);
  const now = read(file, after).map(keyOf);
  const fresh = now.filter((key) => !left.includes(key));
  return fresh.length === 0 ? [] : [fresh.includes(keyOf(fixed)) ? 'the diagnostic stays' : `it brings ${fresh.join('; ')}`];
}

function keyOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

/** The lines that differ, as in a diff without context: longest common subsequence. */
function difference(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) (lengths[i] ?? [])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  let out = '';
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) { i += 1; j += 1; }
    else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) out += `-${a[i++] ?? ''}\n`;
    else out += `+${b[j++] ?? ''}\n`;
  }
  return out;
}

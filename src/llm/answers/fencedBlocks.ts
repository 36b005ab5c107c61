/** A fenced block of an answer. */
export interface FencedBlock {
  /** As the fence says it, in lower case; empty when it says nothing. */
  readonly language: string;
  readonly text: string;
  /** 1-based line of the answer where its text begins. */
  readonly line: number;
  /** False when the answer ends within it. */
  readonly isClosed: boolean;
}

interface OpenBlock {
  readonly language: string;
  readonly mark: string;
  readonly indent: number;
  readonly line: number;
  readonly lines: string[];
}

const fence = /^([ \t>]*)(`{3,}|~{3,})[ \t]*([\w+#.-]*)[ \t]*(.*)$/;
/** Blocks that hold other blocks: what stands in their fences counts, not they. */
const prose: ReadonlySet<string> = new Set(['markdown', 'md', 'text', 'txt', 'mdx']);

/**
 * The fenced blocks of an answer in their order, and what stands outside of them. A fence with a language ends a block that was never
 * closed; blocks in a block of Markdown stand for it; a block that is indented loses its indent.
 */
export function fencedBlocks(answer: string): { readonly blocks: readonly FencedBlock[]; readonly outside: string } {
  const blocks: FencedBlock[] = [];
  const outside: string[] = [];
  let open: OpenBlock | undefined;
  for (const [index, line] of answer.split('\n').entries()) {
    const match = line.includes('```') || line.includes('~~~') ? fence.exec(line) : null;
    if (match === null) {
      if (open === undefined) outside.push(line);
      else open.lines.push(withoutIndent(line, open.indent));
      continue;
    }
    const opening = openBlock(match, index + 2);
    if (open === undefined) open = opening;
    else if (closes(open, match)) {
      blocks.push(closed(open));
      open = undefined;
    } else if (opening.language !== '' && !isText(open, match)) {
      if (!prose.has(open.language)) blocks.push({ ...closed(open), isClosed: false });
      open = opening;
    } else open.lines.push(withoutIndent(line, open.indent));
  }
  if (open !== undefined && !(prose.has(open.language) && blocks.length > 0 && open.lines.every((line) => line.trim() === ''))) blocks.push({ ...closed(open), isClosed: false });
  return { blocks: blocks.filter(({ text }) => text.trim() !== ''), outside: outside.join('\n') };
}

function openBlock([, indent = '', mark = '', language = '', rest = '']: RegExpExecArray, line: number): OpenBlock {
  // "```ts export function ..." has code where attributes of the block would stand.
  const isCode = /[({;]/.test(rest) && !/^(\{|title=|filename=)/.test(rest);
  return { language: language.toLowerCase(), mark, indent: indent.length, line: isCode ? line - 1 : line, lines: isCode ? [rest] : [] };
}

function closes(open: OpenBlock, [, , mark = '', language = '', rest = '']: RegExpExecArray): boolean {
  return mark.charAt(0) === open.mark.charAt(0) && mark.length >= open.mark.length && language === '' && rest.trim() === '';
}

/** A shorter fence, or one of the other sign, is text of the block. */
function isText(open: OpenBlock, [, , mark = '']: RegExpExecArray): boolean {
  return !prose.has(open.language) && (mark.charAt(0) !== open.mark.charAt(0) || mark.length < open.mark.length);
}

function withoutIndent(line: string, indent: number): string {
  const leading = /^[ \t>]*/.exec(line)?.[0].length ?? 0;
  return indent === 0 ? line : line.slice(Math.min(indent, leading));
}

function closed({ language, lines, line }: OpenBlock): FencedBlock {
  return { language, text: lines.join('\n'), line, isClosed: true };
}

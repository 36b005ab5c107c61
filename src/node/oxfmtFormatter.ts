import { availableParallelism } from 'node:os';
import type { FormatterPort } from '../pipeline/ports.ts';

/** Version of the pinned formatter; part of every manifest, compared with the installed one by a test. */
export const oxfmtVersion = '0.75.0';

/** Files that the formatter may have at a time: with all of them at once it took three times the processor time and memory. */
let free = availableParallelism();
const waiting: (() => void)[] = [];

/** Formats as prettier would (80 columns, double quotes); native, beside this thread. Other languages than these stay as they are. */
export const oxfmtFormatter: FormatterPort = {
  id: `oxfmt ${oxfmtVersion}`,
  async format({ path, text }) {
    if (!/\.(ts|json|ya?ml|md)$/.test(path)) return text;
    await enter();
    try {
      const { format } = await import('oxfmt');
      const { code, errors } = await format(path, text, { printWidth: 80 });
      const [error] = errors;
      if (error !== undefined) throw new Error(`The generated file ${path} does not parse: ${error.message}`);
      return code;
    } finally {
      leave();
    }
  },
};

async function enter(): Promise<void> {
  if (free > 0) {
    free -= 1;
    return;
  }
  await new Promise<void>((resolve) => { waiting.push(resolve); });
}

/** The place goes to whoever waits longest. */
function leave(): void {
  const next = waiting.shift();
  if (next === undefined) free += 1;
  else next();
}

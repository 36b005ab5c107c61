import { availableParallelism } from 'node:os';
import type { FormatterPort } from '../pipeline/ports.ts';

/** Version of the pinned formatter; part of every manifest, compared with the installed one by a test. */
export const oxfmtVersion = '0.75.0';

/**
 * Formats as prettier would (80 columns, double quotes); native and parallel. Other languages than these stay as they are.
 * Only as many files as there are cores are given to it at a time: all at once cost three times the time and memory.
 */
export const oxfmtFormatter: FormatterPort = {
  id: `oxfmt ${oxfmtVersion}`,
  async formatAll(files) {
    if (files.length === 0) return [];
    const { format } = await import('oxfmt');
    const texts = files.map(({ text }) => text);
    const todo = files.entries();
    const work = async (): Promise<void> => {
      for (const [index, { path, text }] of todo) {
        if (!/\.(ts|json|ya?ml|md)$/.test(path)) continue;
        const { code, errors } = await format(path, text, { printWidth: 80 });
        const [error] = errors;
        if (error !== undefined) throw new Error(`The generated file ${path} does not parse: ${error.message}`);
        texts[index] = code;
      }
    };
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, work));
    return texts;
  },
};

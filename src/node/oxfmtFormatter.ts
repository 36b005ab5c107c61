import type { FormatterPort } from '../pipeline/ports.ts';

/** Version of the pinned formatter; part of every manifest, compared with the installed one by a test. */
export const oxfmtVersion = '0.75.0';

/** Formats as prettier would (80 columns, double quotes); native and parallel. Other languages than these stay as they are. */
export const oxfmtFormatter: FormatterPort = {
  id: `oxfmt ${oxfmtVersion}`,
  async formatAll(files) {
    if (files.length === 0) return [];
    const { format } = await import('oxfmt');
    return Promise.all(
      files.map(async ({ path, text }) => {
        if (!/\.(ts|json|ya?ml|md)$/.test(path)) return text;
        const { code, errors } = await format(path, text, { printWidth: 80 });
        const [error] = errors;
        if (error !== undefined) throw new Error(`The generated file ${path} does not parse: ${error.message}`);
        return code;
      }),
    );
  },
};

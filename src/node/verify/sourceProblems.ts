import type { SourceProblem } from '../../verify/ports.ts';

/** The errors of `tsc --pretty false`; lines that continue a message are joined to it. */
export function parseTscOutput(output: string): readonly SourceProblem[] {
  const problems: SourceProblem[] = [];
  for (const line of output.split(/\r?\n/)) {
    const match = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line);
    const global = /^error (TS\d+): (.*)$/.exec(line);
    const last = problems.at(-1);
    if (match !== null) {
      const [, file = '', row = '0', column = '0', code = '', message = ''] = match;
      problems.push({ file: file.replaceAll('\\', '/'), line: Number(row), column: Number(column), code, message });
    } else if (global !== null) {
      problems.push({ file: 'tsconfig.json', line: 1, column: 1, code: global[1] ?? '', message: global[2] ?? '' });
    } else if (/^\s+\S/.test(line) && last !== undefined) {
      problems[problems.length - 1] = { ...last, message: `${last.message} ${line.trim()}` };
    }
  }
  return problems;
}

/** The findings of `oxlint --format json`. */
export function parseOxlintOutput(output: string): readonly SourceProblem[] {
  const report = JSON.parse(output) as { readonly diagnostics?: readonly OxlintDiagnostic[] };
  return (report.diagnostics ?? []).map((finding) => ({
    file: (finding.filename ?? '').replaceAll('\\', '/'),
    line: finding.labels?.[0]?.span?.line ?? 1,
    column: finding.labels?.[0]?.span?.column ?? 1,
    code: finding.code ?? '',
    message: finding.message ?? '',
  }));
}

interface OxlintDiagnostic {
  readonly message?: string;
  readonly code?: string;
  readonly filename?: string;
  readonly labels?: readonly { readonly span?: { readonly line?: number; readonly column?: number } }[];
}

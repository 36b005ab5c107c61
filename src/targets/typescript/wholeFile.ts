import type { Milestone } from '../../ir/unit.ts';
import type { EmittedFile } from './code/tsFile.ts';

export interface WholeFile {
  readonly path: string;
  readonly text: string;
  readonly emitter: string;
  readonly milestone: Milestone;
  readonly reason: string;
  readonly nodes: readonly string[];
  /** True when the text is as the formatter would give it. */
  readonly formatted?: boolean;
}

/** A file without declarations of its own, which is one unit: SQL, JSON, Markdown. */
export function wholeFile({ path, text, emitter, milestone, reason, nodes, formatted = false }: WholeFile): EmittedFile {
  const sorted = [...new Set(nodes)].sort();
  return {
    file: { path, text, stratum: 'ast', emitter, nodes: sorted, formatted, once: false },
    units: [{ id: path, file: path, name: path.split('/').at(-1) ?? path, stratum: 'ast', reason, milestone, nodes: sorted, dependsOn: [] }],
  };
}

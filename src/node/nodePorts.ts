import { hash } from 'node:crypto';
import type { KeptPort } from '../pipeline/kept.ts';
import type { Ports } from '../pipeline/ports.ts';
import { keptValues } from './keptValues.ts';
import { nodeFiles } from './nodeFiles.ts';
import { oxfmtFormatter } from './oxfmtFormatter.ts';

/** Set by the build. */
declare const DEVMATRIX_BUILD: string | undefined;

/** The real world, for the command line and the editor. */
export const nodePorts: Ports & { readonly kept: KeptPort } = {
  files: nodeFiles,
  formatter: oxfmtFormatter,
  clock: { now: () => Number(process.hrtime.bigint()) / 1e6 },
  kept: keptValues,
  hash: { sha256: (text) => hash('sha256', text) },
  build: typeof DEVMATRIX_BUILD === 'string' ? DEVMATRIX_BUILD : undefined,
  turn: () => new Promise((resolve) => { setImmediate(resolve); }),
};

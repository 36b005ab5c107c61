import { hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Ports } from '../pipeline/ports.ts';
import { nodeFiles } from './nodeFiles.ts';
import { oxfmtFormatter } from './oxfmtFormatter.ts';

/** The real world, for the command line and the editor. */
export const nodePorts: Ports = {
  files: nodeFiles,
  formatter: oxfmtFormatter,
  clock: { now: () => performance.now() },
  hash: { sha256: (text) => hash('sha256', text) },
  turn: () => new Promise((resolve) => { setImmediate(resolve); }),
};

import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Ports } from '../pipeline/ports.ts';
import { nodeFiles } from './nodeFiles.ts';
import { oxfmtFormatter } from './oxfmtFormatter.ts';

/** The real world, for the command line and the editor. */
export const nodePorts: Ports = {
  files: nodeFiles,
  formatter: oxfmtFormatter,
  clock: { now: () => performance.now() },
  hash: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
  turn: () => new Promise((resolve) => { setImmediate(resolve); }),
};

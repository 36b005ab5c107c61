// A process that drives a run until it has ended or is killed. Started by killRuns.ts.
import { writeSync } from 'node:fs';
import { openRun } from '../../src/waves/openRun.ts';
import { type LiveOrder, openLiveWorld } from './liveWorld.ts';

const order = JSON.parse(process.argv[2] ?? '') as LiveOrder;
const world = await openLiveWorld(order);
const opened = await openRun({ run: order.run, workspace: 'eval', plan: world.plan, ports: world.ports, signal: new AbortController().signal });
writeSync(1, `${opened.kind}\n`);
const result = opened.kind === 'running' ? await opened.finished : opened.kind === 'over' ? opened.result : undefined;
writeSync(1, `result ${JSON.stringify(result)}\n`);
await world.close();

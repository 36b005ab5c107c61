import type { Flow, Step } from '../../../ir/behavior.ts';
import { modelOf } from '../../../semantics/model.ts';
import { httpFlows, reachableSteps } from '../../../semantics/scenarios/flowFacts.ts';
import type { FlowCase } from '../../../semantics/types.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { expectSuccess } from './answers.ts';
import { callerOfSteps, effectLines, lastChanges } from './effects.ts';
import { happyCaseOf } from './happyCases.ts';
import { PlanPrinter } from './planSource.ts';
import { testSource } from './sendSource.ts';
import type { TestModel } from './testModel.ts';
import { type Delivered, deliveredCase } from './variation.ts';

/** So many of the flows that emit an event are tried: the first mostly does. */
const mostEmitters = 4;

/** Emits `workflow/<flow>.test.ts` for a flow that waits for an event: what it does after a call that emits one. */
export function eventFlowFile(model: TestModel, symbols: SymbolTable, flow: Flow, event: string): readonly EmittedFile[] {
  const found = eventCase(model, flow, event);
  if (found === undefined) return [];
  const { planned, delivered } = found;
  const options = { path: `tests/generated/workflow/${flow.name}.test.ts`, emitter: 'workflowTests', milestone: 'tests', stratum: 'ast', reason: 'what the handler does follows from its steps' } as const;
  const name = `${flow.name} does its work after ${event}`;
  const file = new TsFile(symbols, options);
  let source: string | undefined;
  file.add({ name, nodes: [`flow:${flow.name}`] }, () => (source = caseSource(file, model, { planned, delivered, name })) ?? '');
  // Without anything to look at there is nothing to test.
  return source === undefined ? [] : [file.finish()];
}

interface EventCase {
  readonly planned: FlowCase;
  readonly delivered: Delivered;
}

/** The first call that emits the event and after which the flow changes rows. */
function eventCase(model: TestModel, flow: Flow, event: string): EventCase | undefined {
  const { application } = model;
  const emitters = httpFlows(modelOf(application)).filter((other) => reachableSteps(modelOf(application), other.flow).some((step) => step.kind === 'emit' && step.event === event));
  const written = new Set(reachableSteps(modelOf(application), flow).flatMap((step) => writtenBy(step)));
  for (const emitter of emitters.slice(0, mostEmitters)) {
    const planned = happyCaseOf(application, emitter.flow);
    if ('skipped' in planned || planned.call.expected.events.every(({ name }) => name !== event)) continue;
    const delivered = deliveredCase(model, planned);
    const changes = delivered?.changes.filter(({ entity }) => written.has(entity)) ?? [];
    if (delivered !== undefined && changes.length > 0) return { planned, delivered: { ...delivered, changes } };
  }
  return undefined;
}

function writtenBy(step: Step): readonly string[] {
  return step.kind === 'create' || step.kind === 'update' || step.kind === 'delete' || step.kind === 'transition' ? [step.entity] : [];
}

function caseSource(file: TsFile, model: TestModel, { planned: { steps, call }, delivered, name }: EventCase & { readonly name: string }): string | undefined {
  const endpoint = indexOf(model.application).endpoint(call.call.endpoint);
  if (endpoint === undefined) return undefined;
  const printer = new PlanPrinter(file, model);
  printer.play(steps);
  const success = expectSuccess(file, model, endpoint, printer.call(call));
  const answer = printer.keep(call.name);
  const by = callerOfSteps(steps) ?? call.call.caller;
  const effects = lastChanges(model, delivered.changes).flatMap((change) => effectLines(file, model, printer, { change, steps: delivered.steps, call: delivered.call, by }));
  if (effects.length === 0) return undefined;
  const isUsed = effects.some((line) => new RegExp(`\\b${answer}\\b`).test(line));
  return testSource(file, name, printer.finish([isUsed ? `const ${answer} = ${success};` : `${success};`, `await ${file.use('test:deliverEvents')}();`, ...effects]));
}

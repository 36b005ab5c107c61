import type { ApplicationIR } from '../../ir/application.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { BelongsTo } from '../../ir/entity.ts';
import { type Call, type FlowCase, type PlannedStep, Reference, type Template } from '../../semantics/types.ts';
import { resolveCall } from './resolveTemplate.ts';
import { entityNamed, primaryKey } from './scenes.ts';
import type { Suite } from './suite.ts';
import type { Rehearsal, Ways } from './ways.ts';

/** More rows than this are not tried in the place of one. */
const mostCandidates = 5;

/**
 * The happy case of a flow that goes through rows, with one row more on its way: so that it does more than before, as
 * the model says. Undefined when no further row makes a difference, or when it makes the flow fail.
 */
export function withSecondRow(suite: Suite, flowCase: FlowCase, ways: Ways): { readonly flowCase: FlowCase; readonly serves: (rehearsal: Rehearsal) => boolean } | undefined {
  const changes = changesOf(flowCase, ways);
  for (const [index, step] of flowCase.steps.entries()) {
    for (const further of furtherCreations(suite, step)) {
      const longer: FlowCase = {
        ...flowCase,
        steps: [...flowCase.steps.slice(0, index + 1), further, ...flowCase.steps.slice(index + 1).map((later) => shiftedStep(later, index))],
        call: { ...flowCase.call, call: shiftedCall(flowCase.call.call, index) },
      };
      const serves = ({ bodies, predict }: Rehearsal): boolean => {
        const outcome = predict(resolveCall(longer.call.call, bodies));
        return outcome.status === longer.call.expected.status && outcome.changes.length > changes;
      };
      if (ways.isOpen(longer.steps, serves)) return { flowCase: longer, serves };
    }
  }
  return undefined;
}

/** Whether the flow, or one that it calls, does something for each of several rows. */
export function goesThroughRows(application: ApplicationIR, flow: Flow, seen: ReadonlySet<string> = new Set()): boolean {
  const isLoop = (step: Step): boolean => {
    if (step.kind === 'forEach') return true;
    const called = step.kind === 'call' ? application.flows.find(({ name }) => name === step.flow) : undefined;
    return called !== undefined && !seen.has(called.name) && goesThroughRows(application, called, new Set([...seen, called.name]));
  };
  return flow.steps.some(isLoop);
}

function changesOf(flowCase: FlowCase, ways: Ways): number {
  let changes = 0;
  ways.isOpen(flowCase.steps, ({ bodies, predict }) => {
    changes = predict(resolveCall(flowCase.call.call, bodies)).changes.length;
    return true;
  });
  return changes;
}

/** The creation once more, with one of its references to another row that is there. */
function furtherCreations(suite: Suite, step: PlannedStep): readonly PlannedStep[] {
  if (step.kind !== 'call') return [];
  const { implementation } = suite.session.endpoint(step.call.endpoint);
  const { body } = step.call;
  if (implementation.kind !== 'crud' || implementation.action !== 'create' || !isTemplateRecord(body)) return [];
  const relations = entityNamed(suite.application, implementation.entity).relations.filter((relation): relation is BelongsTo => relation.kind === 'belongsTo' && Object.hasOwn(body, relation.attribute));
  return relations.flatMap((relation) => {
    const key = primaryKey(suite.application, relation.target);
    return suite.session.model.rows(relation.target).slice(-mostCandidates).map((row): PlannedStep => ({
      ...step, name: `${step.name}Too`, call: { ...step.call, body: { ...body, [relation.attribute]: row[key] ?? null } },
    }));
  });
}

function shiftedStep(step: PlannedStep, after: number): PlannedStep {
  return step.kind === 'call' ? { ...step, call: shiftedCall(step.call, after) } : step;
}

/** The call with its references to later steps than `after` moved on by one. */
function shiftedCall(call: Call<Template>, after: number): Call<Template> {
  const record = (values: Readonly<Record<string, Template>>): Readonly<Record<string, Template>> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shifted(value, after)]));
  return { ...call, path: record(call.path), query: record(call.query), headers: record(call.headers), ...(call.body === undefined ? {} : { body: shifted(call.body, after) }) };
}

function shifted(template: Template, after: number): Template {
  if (template instanceof Reference) return template.step > after ? new Reference(template.step + 1, template.pointer) : template;
  if (isTemplateList(template)) return template.map((item) => shifted(item, after));
  if (isTemplateRecord(template)) return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, shifted(value, after)]));
  return template;
}

function isTemplateList(template: Template): template is readonly Template[] {
  return Array.isArray(template);
}

function isTemplateRecord(template: Template | undefined): template is Readonly<Record<string, Template>> {
  return typeof template === 'object' && template !== null && Object.getPrototypeOf(template) === Object.prototype;
}

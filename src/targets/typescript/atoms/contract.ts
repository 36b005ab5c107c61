import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, Guard, Invariant, StateMachine, WordsStep } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import type { OperationKind } from '../../../ir/operation.ts';
import type { AtomContract } from '../../../ir/unit.ts';
import { snakeCase } from '../../../base/names.ts';
import { refusalsOf } from '../../../ir/refusals.ts';
import { successOf } from '../models/responses.ts';
import { invariantTexts, machineTexts, ownerTexts, shapeTexts } from './contractTexts.ts';
import { mentionedEntities } from './mentionedEntities.ts';

const inTransaction = 'It runs in the transaction of its caller, `context.tx`: what it throws undoes everything, and it neither commits nor waits for anything outside.';

/** The contract of an endpoint that is stated in words. */
export function endpointContract(endpoint: Endpoint, application: ApplicationIR): AtomContract {
  const { implementation, method, summary = '', successStatus } = endpoint;
  const text = implementation.kind === 'words' ? implementation.text : '';
  const reads = method === 'GET' || method === 'HEAD';
  const entities = entitiesIn(`${text} ${summary} ${endpoint.path}`, implementation.kind === 'words' && implementation.entity !== undefined ? [implementation.entity] : [], application);
  const { json } = successOf(endpoint);
  return {
    access: reads ? 'read' : 'write',
    operation: reads ? 'reducer' : kindOfWrite(entities),
    entities,
    pre: [inTransaction, 'Parameters and body fit their schemas, and the endpoint admits the caller.', ...ownerTexts(entities, application)],
    post: [
      json === undefined ? `What it gives is sent with the status ${String(successStatus)}.` : `What it gives is the body of the answer with the status ${String(successStatus)} and fits its schema.`,
      ...(json === undefined ? [] : shapeTexts(json, application)),
      ...(reads ? [] : writeTexts(entities, application)),
    ],
    refusals: refusalsOf(endpoint),
  };
}

/** The contract of a step of a flow that is stated in words. */
export function stepContract(step: WordsStep, { flow, result }: { readonly flow: Flow; readonly result: ExpressionType | undefined }, application: ApplicationIR): AtomContract {
  const entities = entitiesIn(step.text, step.bindings.flatMap(({ type }) => entitiesOfType(type)), application);
  const { trigger } = flow;
  const endpoint = trigger.kind === 'http' ? application.endpoints.find(({ key }) => key === trigger.endpoint) : undefined;
  return {
    access: 'write',
    operation: result === undefined ? kindOfWrite(entities) : 'compute',
    entities,
    pre: [inTransaction, `It is a step of the flow ${flow.name}; the steps before it have run.`, ...step.bindings.flatMap(({ name, type }) => bindingText(name, type)), ...ownerTexts(entities, application)],
    post: [result === undefined ? 'The steps after it run when it returns; what it throws ends the flow.' : `What it gives is \`${step.as ?? 'result'}\` for the steps after it; what it throws ends the flow.`, ...writeTexts(entities, application)],
    refusals: endpoint === undefined ? [404, 409, 422] : withAny(refusalsOf(endpoint), [404, 409, 422], 422),
  };
}

/** The contract of a guard that is stated in words; `events` fire it. */
export function guardContract(guard: Extract<Guard, { kind: 'words' }>, { machine, event, states }: { readonly machine: StateMachine; readonly event: string; readonly states: readonly string[] }, application: ApplicationIR): AtomContract {
  const entities = entitiesIn(guard.text, [machine.entity], application);
  const { failure } = guard;
  return {
    access: 'read',
    operation: 'compute',
    entities,
    pre: [inTransaction, `The row is locked; its ${machine.attribute} is ${states.join(' or ')}, and ${event} is about to change it.`, 'The caller may fire the event as far as scopes and ownership go.'],
    post: ['It returns when the row may pass.', `Otherwise it throws ${failure === undefined ? '409 with the code "guard_failed" and a sentence for the caller' : `${String(failure.status)} with the code "${failure.code}" and says: ${failure.message}`}; nothing has changed then.`],
    refusals: [failure?.status ?? 409],
  };
}

/** The contract of an invariant that is stated in words. */
export function invariantContract(invariant: Invariant, text: string, application: ApplicationIR): AtomContract {
  const { entity, name, message } = invariant;
  return {
    access: 'read',
    operation: 'compute',
    entities: entitiesIn(text, [entity], application),
    pre: [inTransaction, 'The row and all others are as they will be committed; the check runs once at the end for each row that was written.'],
    post: ['It returns when the invariant holds.', `Otherwise it throws 422 with the code "invariant_${snakeCase(name)}"${message === '' ? '' : ` and says: ${message}`}`],
    refusals: [422],
  };
}

function writeTexts(entities: readonly string[], application: ApplicationIR): readonly string[] {
  return [...machineTexts(entities, application), ...invariantTexts(entities, application)];
}

function kindOfWrite(entities: readonly string[]): OperationKind {
  return entities.length > 2 ? 'orchestrator' : 'effect';
}

/** Those that are given first, then those that the words name. */
function entitiesIn(text: string, given: readonly string[], application: ApplicationIR): readonly string[] {
  return [...new Set([...given, ...mentionedEntities(text, application).map(({ entity }) => entity)])];
}

function entitiesOfType(type: ExpressionType): readonly string[] {
  if (type.kind === 'entity') return [type.entity];
  if (type.kind === 'list') return entitiesOfType(type.items);
  return type.kind === 'record' ? type.fields.flatMap((field) => entitiesOfType(field.type)) : [];
}

function bindingText(name: string, type: ExpressionType): readonly string[] {
  if (type.kind === 'entity') return [`\`bindings.${name}\` is a row of ${type.entity}${type.nullable ? ', or null' : ''}.`];
  return type.kind === 'list' && type.items.kind === 'entity' ? [`\`bindings.${name}\` is a list of rows of ${type.items.entity}.`] : [];
}

function withAny(statuses: readonly number[], wanted: readonly number[], usual: number): readonly number[] {
  return statuses.some((status) => wanted.includes(status)) ? statuses : [...statuses, usual].sort((a, b) => a - b);
}

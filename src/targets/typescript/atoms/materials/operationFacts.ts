import { assertNever } from '../../../../base/assertNever.ts';
import { snakeCase } from '../../../../base/names.ts';
import { plainLine } from '../../../../base/plainText.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import type { Failure, Flow, Invariant, StateMachine } from '../../../../ir/behavior.ts';
import type { Endpoint } from '../../../../ir/endpoint.ts';
import type { SymbolTable } from '../../code/tsFile.ts';
import { argumentsShape } from './signatureShape.ts';

/** Where a unit stands in the application. */
export type Standing =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'flow'; readonly flow: Flow }
  | { readonly kind: 'guard'; readonly machine: StateMachine; readonly failure: Failure | undefined }
  | { readonly kind: 'invariant'; readonly invariant: Invariant };

/** The IR node that an atom comes from. */
export function standingOf({ task, nodes }: Atom, application: ApplicationIR): Standing | undefined {
  const [node = ''] = nodes;
  switch (task.category) {
    case 'endpoint': {
      const endpoint = application.endpoints.find(({ key }) => key === node);
      return endpoint === undefined ? undefined : { kind: 'endpoint', endpoint };
    }
    case 'flow': {
      const flow = application.flows.find(({ name }) => `flow:${name}` === node);
      return flow === undefined ? undefined : { kind: 'flow', flow };
    }
    case 'guard': {
      const machine = application.stateMachines.find(({ name }) => `stateMachine:${name}` === node);
      const guard = machine?.transitions.find((transition) => transition.guard?.kind === 'words' && transition.guard.text === task.words)?.guard;
      return machine === undefined ? undefined : { kind: 'guard', machine, failure: guard?.failure };
    }
    case 'invariant': {
      const invariant = application.invariants.find(({ name, entity }) => `invariant:${entity}.${name}` === node);
      return invariant === undefined ? undefined : { kind: 'invariant', invariant };
    }
    default:
      return assertNever(task.category);
  }
}

/** Facts of the operation: its name and signature, when it runs, what it must give, how it refuses. */
export function operationFacts(atom: Atom, standing: Standing | undefined, symbols: SymbolTable): Readonly<Record<string, string>> {
  const { name, file, task } = atom;
  const result = / Promise<void>$/.test(task.signature) ? 'nothing' : 'value';
  return {
    name, file, signature: task.signature,
    place: placeText(standing, result), gives: givesText(standing, result), refusal: refusalText(standing),
    more: moreWords(standing, task.words),
    arguments: argumentsShape(task.signature, symbols),
  };
}

function placeText(standing: Standing | undefined, result: 'nothing' | 'value'): string {
  switch (standing?.kind) {
    case undefined:
      return '';
    case 'endpoint': {
      const { key, successStatus } = standing.endpoint;
      return `the whole work of \`${plainLine(key, 160)}\`. Parameters and body are validated already; ${result === 'nothing' ? `status ${String(successStatus)} is sent without a body` : `what it gives is sent as the body with status ${String(successStatus)}`}.`;
    }
    case 'flow':
      return `one step of the flow \`${standing.flow.name}\`, ${triggerText(standing.flow)}. The steps before and after it are done elsewhere.`;
    case 'guard':
      return `a guard of the state machine \`${standing.machine.name}\` of ${standing.machine.entity}: called with the locked row before an event changes its \`${standing.machine.attribute}\`. It returns to admit the event and throws to refuse it; it changes nothing.`;
    case 'invariant':
      return `a rule about every row of ${standing.invariant.entity}: called with a row after it was written, before the transaction commits, so the row itself is in its table already. It returns when the rule holds and throws when it is broken; it changes nothing.`;
  }
}

function triggerText({ trigger }: Flow): string {
  switch (trigger.kind) {
    case 'http':
      return `which \`${plainLine(trigger.endpoint, 160)}\` runs`;
    case 'event':
      return `which the event \`${trigger.event}\` runs; there is no caller`;
    case 'schedule':
      return `which a schedule (\`${trigger.cron}\`, UTC) runs; there is no caller`;
    case 'call':
      return 'which other flows run';
    default:
      return assertNever(trigger);
  }
}

function givesText(standing: Standing | undefined, result: 'nothing' | 'value'): string {
  if (result === 'nothing') return 'nothing';
  if (standing?.kind === 'endpoint') return 'the response body: JSON values, times as ISO texts (`date.toISOString()`), rows through their presenters';
  return 'a value that later steps use: rows as the database gives them, times as `Date`, decimals as text';
}

function refusalText(standing: Standing | undefined): string {
  switch (standing?.kind) {
    case undefined:
    case 'endpoint':
    case 'flow':
      return '';
    case 'guard':
      return standing.failure === undefined ? 'throw conflict("guard_failed", "<why, one sentence>")' : thrown(standing.failure);
    case 'invariant':
      return `throw unprocessable("invariant_${snakeCase(standing.invariant.name)}", ${JSON.stringify(plainLine(standing.invariant.message, 200))})`;
  }
}

function thrown({ status, code, message }: Failure): string {
  const told = `${JSON.stringify(code)}, ${JSON.stringify(plainLine(message, 200))}`;
  if (status === 409) return `throw conflict(${told})`;
  return status === 422 ? `throw unprocessable(${told})` : `throw failure(${String(status)}, ${told})`;
}

/** What the spec says beside the words themselves. */
function moreWords(standing: Standing | undefined, words: string): string {
  const texts = standing?.kind === 'endpoint' ? [standing.endpoint.summary, standing.endpoint.description]
    : standing?.kind === 'flow' ? [standing.flow.description] : standing?.kind === 'invariant' ? [standing.invariant.message] : [];
  return [...new Set(texts)].filter((text): text is string => text !== undefined && text !== '' && !words.includes(text)).join('\n');
}

import type { Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import { appOperation, machineOperation, scheduleOperation } from './smoke/operations.ts';

/** Something that the smoke test exercises and reports on by itself. */
export interface VerificationItem {
  /** A key as in `OperationReport.operation` and `VerifyOptions.operations`. */
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** `flow`: an operation whose steps the spec states; `app`: health, docs, metrics and unknown paths. */
  readonly kind: 'operation' | 'flow' | 'machine' | 'app';
  readonly span: Span;
}

/** What can be verified of an application, in the order of its spec, without running anything. */
export function listVerification(application: ApplicationIR): readonly VerificationItem[] {
  const items: readonly VerificationItem[] = [
    ...application.endpoints.map(endpointItem),
    ...application.flows.filter(({ trigger }) => trigger.kind === 'schedule').map(({ name, span }): VerificationItem => ({ id: scheduleOperation(name), label: name, kind: 'flow', span })),
    ...application.stateMachines.map((machine): VerificationItem => ({ id: machineOperation(machine.name), label: machine.name, kind: 'machine', span: machine.span })),
  ];
  const app: VerificationItem = { id: appOperation, label: application.title, kind: 'app', span: application.span };
  return [app, ...[...items].sort((a, b) => inOrder(a.span, b.span))];
}

function endpointItem({ key, implementation, span }: Endpoint): VerificationItem {
  return { id: key, label: key, kind: implementation.kind === 'flow' ? 'flow' : 'operation', span };
}

/** Several files in the order of their names, the places of one from its start; equal ones stay as they were. */
function inOrder(a: Span, b: Span): number {
  return a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1;
}

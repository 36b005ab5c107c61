import type { ApplicationIR } from '../ir/application.ts';
import type { Scope } from '../spec/cel/celScope.ts';
import type { Observer } from '../spec/observer.ts';
import { type Dialect, type ParsedSpec, parseSpec } from '../spec/parseSpec.ts';
import type { SourceNode } from '../spec/source.ts';

/** What one text was read as, with the names that its steps and expressions see. */
export interface Reading {
  readonly parsed: ParsedSpec;
  readonly dialect: Dialect;
  readonly root: SourceNode | undefined;
  readonly application: ApplicationIR | undefined;
  /** By step: what is known before and after it. */
  readonly steps: ReadonlyMap<SourceNode, { readonly before: Scope; readonly after: Scope }>;
  /** By text with an expression: what it sees. */
  readonly expressions: ReadonlyMap<SourceNode, Scope>;
  readonly isBroken: boolean;
  /** Where text was put in that the document does not have, to make it readable. */
  readonly inserted?: { readonly at: number; readonly length: number };
}

/** Reads a text and keeps what its readers saw on the way. */
export function readText(path: string, text: string | undefined, read: (path: string) => string | undefined): Reading {
  const steps = new Map<SourceNode, { readonly before: Scope; readonly after: Scope }>();
  const expressions = new Map<SourceNode, Scope>();
  const observer: Observer = {
    step: (node, before, after) => { steps.set(node, { before, after }); },
    expression: (node, scope) => { expressions.set(node, scope); },
  };
  const parsed = parseSpec({ main: path, read: (file) => (file === path ? text : read(file)) }, observer);
  const named = /\.devmatrix\.ya?ml$/i.test(path) ? 'devmatrix' : 'unknown';
  return {
    parsed, steps, expressions, root: parsed.root, application: parsed.value,
    dialect: parsed.dialect === 'unknown' ? named : parsed.dialect,
    isBroken: parsed.diagnostics.some(({ code }) => code === 'DM1002' || code === 'DM1003'),
  };
}

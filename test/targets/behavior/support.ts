import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../../src/ir/application.ts';
import type { Generated } from '../../../src/ir/unit.ts';
import { parseSpec } from '../../../src/spec/parseSpec.ts';
import { columnOf } from '../../../src/targets/typescript/columns.ts';
import { expressionToSql } from '../../../src/targets/typescript/expressions/toSql.ts';
import { createTypescriptTarget } from '../../../src/targets/typescript/typescriptTarget.ts';

const base = `devmatrix: 1
name: probe
title: Probe
entities:
  Item:
    attributes:
      name: { type: string }
      note: { type: string, nullable: true }
      small: { type: integer }
      large: { type: integer, format: int64 }
      price: { type: decimal, precision: 12, scale: 2 }
      discount: { type: decimal, precision: 12, scale: 2, nullable: true }
      floor: { type: decimal, precision: 12, scale: 2, nullable: true }
      color: { type: string, enum: [red, green, blue] }
      active: { type: boolean }
      checked: { type: boolean, nullable: true }
      madeAt: { type: string, format: date-time }
      dueAt: { type: string, format: date-time, nullable: true }
      day: { type: string, format: date }
      labels: { type: array, items: { type: string } }
`;

/** The application of a DevMatrix spec that has no mistake. */
function applicationOf(text: string): ApplicationIR {
  const { value, diagnostics } = parseSpec({ main: 'spec.yaml', read: () => text });
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`), []);
  assert.ok(value);
  return value;
}

/** What the target makes of a spec, its static templates aside. */
export function generatedFrom(text: string): Generated {
  return createTypescriptTarget(new Map()).generate(applicationOf(text));
}

/** The expression in TypeScript, and in SQL where a CHECK constraint can say it about an `Item`. */
export function expressionCode(expression: string): { readonly typescript: string; readonly constraint: string | undefined } {
  const text = JSON.stringify(expression);
  const flow = `flows:
  probe:
    trigger:
      http: POST /items/{id}/probe
      access: authenticated
      body: { count: { type: integer }, other: { type: integer }, text: { type: string }, ratio: { type: number, nullable: true } }
    steps:
      - load: Item
        by: input.id
      - return: { result: ${text} }
`;
  const flowText = generatedFrom(base + flow).files.find(({ path }) => path === 'src/workflows/probe.ts')?.text ?? '';
  const typescript = /return \{ result: (.*) \};\n\}\n$/s.exec(flowText)?.[1];
  assert.ok(typescript, flowText);
  return { typescript, constraint: constraintOf(expression) };
}

function constraintOf(expression: string): string | undefined {
  if (/\b(input|caller|now|uuid)\b/.test(expression)) return undefined;
  const rule = JSON.stringify(expression.replace(/\bitem\./g, 'self.'));
  const application = applicationOf(`${base}invariants:\n  probe: { entity: Item, rule: ${rule} }\n`);
  const [entity] = application.entities;
  const [invariant] = application.invariants;
  assert.ok(entity);
  return invariant?.rule.kind === 'expression'
    ? expressionToSql(invariant.rule.expression, (name) => {
        const attribute = entity.attributes.find((candidate) => candidate.name === name);
        return attribute === undefined ? undefined : columnOf(application, entity, attribute);
      })
    : undefined;
}

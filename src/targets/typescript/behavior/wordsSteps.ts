import type { Flow, WordsStep } from '../../../ir/behavior.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import { camelCase, words } from '../../../base/names.ts';
import { property, propertyKey } from '../expressions/code.ts';
import { orNull } from '../expressions/operands.ts';
import { toTypescript } from '../expressions/toTypescript.ts';
import { stepContract } from '../atoms/contract.ts';
import { declare } from './bindings.ts';
import type { FlowContext, Place, Written } from './flowContext.ts';
import { expressionsOf } from './reads.ts';
import { allSteps, visit } from './repositoryUses.ts';
import { typeText } from './typeText.ts';

const wordsInName = 6;

/** Calls the unit that a model or a person has to write, with all that it may read. */
export function writeWords(step: WordsStep, place: Place, context: FlowContext): Written {
  const { file, flow } = context;
  const bindings = step.bindings.filter(({ name }) => name !== 'caller' && name !== 'now' && place.scope.variables.has(name) && (name !== 'input' || flow.inputs.length > 0));
  const values = bindings.map(({ name, type }) => ({ name, code: orNull(toTypescript({ kind: 'name', name, type, span: step.span }, place.scope)), type }));
  const name = unitName(step, context);
  const type = step.as === undefined || !place.later.has(step.as) ? undefined : typeOfName(step.as, flow);
  const result = type === undefined ? 'void' : typeText(type, file);
  const types = values.map(({ name: key, type: bound, code }) => {
    const text = key === 'input' ? file.use(`flowInput:${flow.name}`) : typeText({ ...bound, nullable: code.absent !== 'never' }, file);
    return `${propertyKey(key)}: ${text}`;
  });
  context.words.push({
    name,
    title: `${flow.name}.${name}`,
    parameters: [`context: ${file.use('runtime:CallContext')}`, ...(types.length === 0 ? [] : [`bindings: { ${types.join('; ')} }`])],
    result,
    words: step.text,
    reason: 'The spec states this step in words only.',
    category: 'flow',
    nodes: [`flow:${flow.name}`],
    span: step.span,
    contract: stepContract(step, { flow, result: type }, context.application),
  });
  const given = values.length === 0 ? '' : `, { ${values.map(({ name: key, code }) => property(key, code.text)).join(', ')} }`;
  const call = `await ${name}(context${given})`;
  if (step.as === undefined || type === undefined) return { lines: [`${call};`], place };
  return declare(place, step.as, call, { absent: type.nullable ? 'null' : 'never' }, () => result);
}

/** The type that the expressions of the flow see under a name. */
export function typeOfName(name: string, flow: Flow): ExpressionType {
  const found: ExpressionType[] = [];
  for (const expression of allSteps(flow.steps).flatMap(expressionsOf)) {
    visit(expression, (e) => {
      if (e.kind === 'name' && e.name === name) found.push(e.type);
    });
  }
  return found.find(({ nullable }) => nullable) ?? found[0] ?? { kind: 'json', nullable: true };
}

/** The first words of the step, with a number where an earlier step of the flow starts alike. */
function unitName(step: WordsStep, { flow, words: before }: FlowContext): string {
  const base = camelCase(words(step.text).slice(0, wordsInName).join(' ')).replace(/[^\p{ID_Continue}$]/gu, '') || 'words';
  const name = `${/^\p{ID_Start}/u.test(base) ? base : `${camelCase(flow.name)}${base}`}Step`;
  const taken = before.filter((unit) => unit.name === name || unit.name.startsWith(`${name}_`)).length;
  return taken === 0 ? name : `${name}_${String(taken + 1)}`;
}

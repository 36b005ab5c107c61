import type { CallStep } from '../../../ir/behavior.ts';
import { property, quote } from '../expressions/code.ts';
import { needed, orNull } from '../expressions/operands.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { toTypescript } from '../expressions/toTypescript.ts';
import { resolveSchema } from '../resolveSchema.ts';
import type { FlowContext } from './flowContext.ts';
import { inputSchema } from './flowNames.ts';

/** The arguments of the call of another flow: the context, and what it has as inputs. */
export function argumentsOf(step: CallStep, scope: ExpressionScope, context: FlowContext): string {
  const called = context.application.flows.find(({ name }) => name === step.flow);
  if (called === undefined || called.inputs.length === 0) return 'context';
  const fields = called.inputs.map((input) => {
    const given = step.arguments.find(({ name }) => name === input.name);
    if (given === undefined) return property(input.name, 'null');
    const code = toTypescript(given.value, scope);
    const value = input.type.nullable ? orNull(code) : needed(code, scope);
    const schema = inputSchema(context.application, called, input.name);
    const resolved = schema === undefined ? undefined : resolveSchema(context.application, schema);
    if (resolved?.kind !== 'enum' || (value.values !== undefined && [...value.values].every((one) => resolved.values.includes(one)))) return property(input.name, value.text);
    const allowed = resolved.values.map((one) => (typeof one === 'string' ? quote(one) : String(one))).join(', ');
    const checked = `${scope.file.use('helper:oneOf')}(${value.text}, [${allowed}])`;
    return property(input.name, value.absent === 'never' ? checked : `${value.text} === null ? null : ${checked}`);
  });
  return `context, { ${fields.join(', ')} }`;
}

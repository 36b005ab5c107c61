import { camelCase, pascalCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, StateMachine } from '../../../ir/behavior.ts';
import type { Schema } from '../../../ir/schema.ts';
import { typeName, valueName } from '../code/identifiers.ts';
import type { SymbolTable } from '../code/tsFile.ts';
import { isImported } from '../expressions/localNames.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { resolveSchema } from '../resolveSchema.ts';

/** Declares function and input type of each flow. */
export function declareFlows(application: ApplicationIR, symbols: SymbolTable): void {
  for (const flow of application.flows) {
    const path = `src/workflows/${camelCase(flow.name)}.ts`;
    const plain = valueName(flow.name, 'Flow');
    symbols.declare(`flow:${flow.name}`, path, isImported(plain) ? `${plain}Flow` : plain);
    if (flow.inputs.length > 0) symbols.declare(`flowInput:${flow.name}`, path, typeName(`${pascalCase(flow.name)}Input`, 'Values'), 'type');
  }
}

/** Declares table, events and function of each state machine. */
export function declareMachines(application: ApplicationIR, symbols: SymbolTable): void {
  if (application.stateMachines.length === 0) return;
  for (const name of ['defineMachine', 'nextState']) symbols.declare(`machines:${name}`, 'src/state-machines/machine.ts', name);
  for (const machine of application.stateMachines) {
    const path = machinePath(machine);
    symbols.declare(`machine:${machine.name}`, path, `${camelCase(machine.name)}Machine`);
    symbols.declare(`event:${machine.name}`, path, `${pascalCase(machine.name)}Event`, 'type');
    symbols.declare(`fire:${machine.name}`, path, `fire${pascalCase(machine.name)}`);
  }
}

function machinePath(machine: StateMachine): string {
  const base = camelCase(machine.name);
  return `src/state-machines/${base === 'machine' ? 'machineStates' : base}.ts`;
}

/** The schema that the spec gives for an input of a flow: a parameter, or a property of the request body. */
export function inputSchema(application: ApplicationIR, flow: Flow, name: string): Schema | undefined {
  const { trigger } = flow;
  if (trigger.kind !== 'http') return undefined;
  const endpoint = indexOf(application).endpoint(trigger.endpoint);
  const source = flow.inputs.find((input) => input.name === name)?.source;
  if (endpoint === undefined || source === undefined) return undefined;
  if (source !== 'body') return endpoint.parameters.find((parameter) => parameter.in === source && parameter.name === name)?.schema;
  const schema = endpoint.requestBody?.contents[0]?.schema;
  const body = schema === undefined ? undefined : resolveSchema(application, schema);
  return body?.kind === 'object' ? body.properties.find((property) => property.name === name)?.schema : undefined;
}

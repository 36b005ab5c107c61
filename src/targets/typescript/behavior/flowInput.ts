import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, FlowInput } from '../../../ir/behavior.ts';
import { docComment } from '../code/identifiers.ts';
import type { SymbolTable, TsFile } from '../code/tsFile.ts';
import { propertyKey, quote } from '../expressions/code.ts';
import { knownOf, type Variable } from '../expressions/scope.ts';
import { schemaKey } from '../models/names.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import { tsType } from '../models/tsType.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { inputSchema } from './flowNames.ts';
import { typeText } from './typeText.ts';

/** Adds the interface of a flow's inputs, when it has some. */
export function addFlowInput(file: TsFile, flow: Flow, application: ApplicationIR, symbols: SymbolTable): void {
  if (flow.inputs.length === 0) return;
  const { name } = symbols.find(`flowInput:${flow.name}`);
  file.add({ name, nodes: [`flow:${flow.name}`] }, () => {
    const lines = flow.inputs.map((input) => {
      const comment = docComment(inputSchema(application, flow, input.name)?.description);
      return `${comment}readonly ${propertyKey(input.name)}: ${inputType(input, flow, application, file)};\n`;
    });
    return `export interface ${name} {\n${lines.join('')}}`;
  });
}

function inputType(input: FlowInput, flow: Flow, application: ApplicationIR, file: TsFile): string {
  const { type } = input;
  const schema = inputSchema(application, flow, input.name);
  if (schema === undefined) return typeText(type, file);
  const suffix = type.nullable ? ' | null' : '';
  if (type.kind === 'string') {
    const resolved = resolveSchema(application, schema);
    return (resolved?.kind === 'enum' ? resolved.values.map((value) => (typeof value === 'string' ? quote(value) : String(value))).join(' | ') : 'string') + suffix;
  }
  if (type.kind !== 'record' && type.kind !== 'json' && (type.kind !== 'list' || type.items.kind === 'timestamp')) return typeText(type, file);
  const { roles } = schemaModelOf(application);
  const text = tsType({ ...schema, nullable: false }, 'request', (name, role) => file.use(`type:${schemaKey(name, role, roles)}`));
  return text === 'unknown' ? text : text + suffix;
}

/** What expressions know of the inputs of a flow. */
export function inputVariable(flow: Flow, application: ApplicationIR): Variable {
  const members = flow.inputs.map((input) => {
    const schema = inputSchema(application, flow, input.name);
    const absent: Variable['absent'] = input.type.nullable ? 'null' : 'never';
    return [input.name, { absent, ...(schema === undefined ? {} : knownOf(application, schema)) }] as const;
  });
  return { text: 'input', members: new Map(members) };
}

import { plainLine } from '../../../../base/plainText.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { ExpressionType } from '../../../../ir/expression.ts';
import type { Schema } from '../../../../ir/schema.ts';
import type { SymbolTable } from '../../code/tsFile.ts';
import { propertyKey } from '../../code/identifiers.ts';
import { schemaKey } from '../../models/names.ts';
import { schemaModelOf } from '../../models/schemaModel.ts';
import { type Role, shownProperties } from '../../models/schemaRoles.ts';
import { tsType } from '../../models/tsType.ts';
import { typeText } from '../../behavior/typeText.ts';
import { flowInputSchemas } from '../flowInputs.ts';
import { notesOf } from './notes.ts';

/** Most types that are written out behind one name. */
const mostTypes = 12;

/** Properties of one type that are written out, and the longest text of one. */
const mostProperties = 50;
const longestType = 800;

/** The types that a signature names, and those that they name in turn, as TypeScript; rows of entities aside. */
export function namedTypes(signature: string, application: ApplicationIR, symbols: SymbolTable): readonly { readonly name: string; readonly text: string }[] {
  const found = new Map<string, string>();
  const queue = namesIn(signature);
  for (let name = queue.shift(); name !== undefined && found.size < mostTypes; name = queue.shift()) {
    if (found.has(name)) continue;
    const made = typeNamed(name, application, symbols);
    if (made === undefined) continue;
    found.set(name, made.text);
    queue.push(...made.names);
  }
  return [...found].map(([name, text]) => ({ name, text }));
}

function namesIn(text: string): string[] {
  return [...new Set(text.match(/\b\p{Lu}[\p{ID_Continue}$]*/gu) ?? [])];
}

interface NamedType {
  readonly text: string;
  readonly names: readonly string[];
}

function typeNamed(name: string, application: ApplicationIR, symbols: SymbolTable): NamedType | undefined {
  for (const { key, isType } of symbols.named(name)) {
    if (!isType) continue;
    const [kind, first = '', second] = key.split(':');
    if (kind === 'type') return schemaType(name, first, second, application, symbols);
    if (kind === 'queryType') return queryType(name, first, application, symbols);
    if (kind === 'flowInput') return flowInputType(name, first, application, symbols);
  }
  return undefined;
}

function schemaType(name: string, schemaName: string, role: string | undefined, application: ApplicationIR, symbols: SymbolTable): NamedType | undefined {
  const model = schemaModelOf(application);
  if (!model.index.hasSchema(schemaName)) return undefined;
  const own = (role ?? model.roles.get(schemaName)?.[0] ?? 'response') as Role;
  return declared(name, { ...model.index.schema(schemaName).schema, nullable: false }, own, application, symbols);
}

function queryType(name: string, operationId: string, application: ApplicationIR, symbols: SymbolTable): NamedType | undefined {
  const endpoint = application.endpoints.find((candidate) => candidate.operationId === operationId);
  if (endpoint === undefined) return undefined;
  const properties = endpoint.parameters.filter((parameter) => parameter.in === 'query')
    .map(({ name: property, schema, required, span }) => ({ name: property, schema, required, readOnly: false, writeOnly: false, span }));
  return declared(name, { kind: 'object', properties, additional: 'reject', nullable: false, span: endpoint.span }, 'request', application, symbols);
}

function flowInputType(name: string, flowName: string, application: ApplicationIR, symbols: SymbolTable): NamedType | undefined {
  const flow = application.flows.find((candidate) => candidate.name === flowName);
  if (flow === undefined) return undefined;
  const use = { use: (key: string) => symbols.find(key).name };
  const schemas = flowInputSchemas(flow, application);
  const fields = flow.inputs.map((input) => `  readonly ${propertyKey(input.name)}: ${typeText(input.type, use)};${inputNote(input.type, schemas.get(input.name))}`);
  return { text: `interface ${name} {\n${fields.join('\n')}\n}`, names: [] };
}

function inputNote({ kind }: ExpressionType, schema: Schema | undefined): string {
  if (schema?.kind === 'enum') return ` // one of ${schema.values.map((value) => JSON.stringify(value)).join(', ').slice(0, longestType)}`;
  const types: Partial<Record<ExpressionType['kind'], string>> = { decimal: 'decimal as text', date: '"YYYY-MM-DD"', duration: 'milliseconds', int: 'whole' };
  const type = types[kind];
  const isKey = schema?.kind === 'string' && schema.format === 'uuid';
  const notes = [...new Set([...(type === undefined ? [] : [type]), ...(schema === undefined || isKey || kind === 'timestamp' || kind === 'duration' ? [] : notesOf(schema))])];
  return notes.length === 0 ? '' : ` // ${notes.join(', ')}`;
}

/** The declaration of a type: objects with a line for each property and what its values must be. */
function declared(name: string, schema: Schema, role: Role, application: ApplicationIR, symbols: SymbolTable): NamedType {
  const model = schemaModelOf(application);
  const names = new Set<string>();
  const typeOf = (part: Schema): string => bounded(tsType(part, role === 'patch' ? 'request' : role, (other, inner) => {
    const key = `type:${schemaKey(other, inner, model.roles)}`;
    if (!symbols.has(key)) return tsType(model.index.schema(other).schema, inner, () => 'unknown');
    names.add(symbols.find(key).name);
    return symbols.find(key).name;
  }));
  if (schema.kind !== 'object') return { text: `type ${name} = ${typeOf(schema)};${comment(schema, schema)}`, names: [...names] };
  const lines = shownProperties(schema, role).map(({ name: property, schema: part, required }) => {
    const isThere = required || (role === 'request' && part.default !== undefined);
    return `  ${propertyKey(property)}${isThere ? '' : '?'}: ${typeOf(part)};${comment(model.index.resolve(part), part)}`;
  });
  const open = schema.additional === 'keep' ? ['  [key: string]: unknown;'] : typeof schema.additional === 'object' ? [`  [key: string]: ${typeOf(schema.additional)};`] : [];
  const more = lines.length > mostProperties ? [`  // … ${String(lines.length - mostProperties)} more`] : [];
  return { text: `interface ${name} {\n${[...lines.slice(0, mostProperties), ...more, ...open].join('\n')}\n}`, names: [...names] };
}

function bounded(type: string): string {
  return type.length <= longestType ? type : `${type.slice(0, type.lastIndexOf(' ', longestType))} /* … */`;
}

function comment(resolved: Schema, { description }: Schema): string {
  const items = resolved.kind === 'array' ? notesOf(resolved.items) : [];
  const notes = [...notesOf(resolved), ...items, ...(description === undefined ? [] : [plainLine(description, 100)])];
  return notes.length === 0 ? '' : ` // ${notes.join(', ')}`;
}

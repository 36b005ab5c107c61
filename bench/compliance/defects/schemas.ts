import * as ts from 'typescript';
import { type App, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf } from '../app.ts';
import { inputName, endpointKeys, type SchemaSite, schemaKeys, schemasOf } from '../keys.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM4[023]/;

interface FieldSite {
  readonly schema: SchemaSite;
  readonly path: readonly string[];
  readonly property: ts.PropertyAssignment;
}

/** Fields of schemas that check requests, those of nested objects included. */
function fieldsOf(app: App): FieldSite[] {
  const below = (schema: SchemaSite, object: ts.ObjectLiteralExpression, path: readonly string[]): FieldSite[] => object.properties.filter(ts.isPropertyAssignment).flatMap((property) => {
    const here = [...path, nameOf(property)];
    const [nested] = nodesIn(property.initializer, ts.isCallExpression).filter((call) => /^z\s*\.(?:strictObject|object)$/.test(call.expression.getText().replaceAll(/\s/g, '')));
    const [inner] = nested?.arguments ?? [];
    return [{ schema, path: here, property }, ...(inner !== undefined && ts.isObjectLiteralExpression(inner) ? below(schema, inner, here) : [])];
  });
  return schemasOf(app).filter(({ uses }) => uses.length > 0).flatMap((schema) => below(schema, schema.object, []));
}

function gap(app: App, { schema, path, property }: FieldSite, part: string): ExpectedGap {
  const shared = schema.uses.length > 1 && schema.entity === undefined;
  return { keys: schemaKeys(app, schema, path, part), code, files: [pathOf(property)], ...(shared ? { many: true } : {}) };
}

/** Calls of that method in the chain of a field, not those of fields within it. */
function chainCalls(property: ts.PropertyAssignment, name: string): (ts.CallExpression & { expression: ts.PropertyAccessExpression })[] {
  const own: (ts.CallExpression & { expression: ts.PropertyAccessExpression })[] = [];
  for (let node: ts.Expression = property.initializer; ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression); node = node.expression.expression) {
    if (isMethodCall(node, name)) own.push(node);
    // What is piped into counts as the field's own.
    if (isMethodCall(node, 'pipe')) own.push(...nodesIn(node.arguments[0] ?? node, ts.isCallExpression).filter((call): call is ts.CallExpression & { expression: ts.PropertyAccessExpression } => isMethodCall(call, name)));
  }
  return own;
}

const constraintMethods: Readonly<Record<string, string>> = {
  min: 'minLength|minimum|minItems|exclusiveMinimum', max: 'maxLength|maximum|maxItems|exclusiveMaximum', regex: 'pattern', gt: 'exclusiveMinimum', lt: 'exclusiveMaximum', multipleOf: 'multipleOf', length: 'minLength|maxLength', refine: '.*',
};

function onChain(app: App, names: readonly string[], make: (field: FieldSite, call: ts.CallExpression & { expression: ts.PropertyAccessExpression }, name: string) => Place | undefined): Place[] {
  return fieldsOf(app).flatMap((field) => names.flatMap((name) => chainCalls(field.property, name).flatMap((call) => make(field, call, name) ?? [])));
}

const dropCall = (call: ts.CallExpression & { expression: ts.PropertyAccessExpression }) => edit.cut(call, call.expression.expression.end, call.end);

/** Bounds that are options: `decimal({ precision: 12, scale: 2, minimum: 0 })`. */
function boundOptions(app: App): { readonly field: FieldSite; readonly option: ts.PropertyAssignment }[] {
  return fieldsOf(app).flatMap((field) => nodesIn(field.property.initializer, ts.isCallExpression).filter((call) => isCallOf(call, 'decimal')).flatMap((call) => nodesIn(call, ts.isPropertyAssignment)).map((option) => ({ field, option })));
}

const otherTypes: readonly (readonly [RegExp, string])[] = [
  [/z\.int32\(\)/, 'z.number()'], [/z\.int\(\)/, 'z.number()'], [/z\.number\(\)/, 'z.string()'], [/z\.boolean\(\)/, 'z.string()'], [/z\.guid\(\)/, 'z.string()'], [/z\.iso\.datetime\([^)]*\)/, 'z.string()'], [/z\.iso\.date\(\)/, 'z.string()'], [/z\.email\([^)]*\)/, 'z.string()'], [/booleanText/, 'z.string()'], [/z\s*\.enum\(\[[^\]]*\]\)/, 'z.string()'], [/^z\s*\.string\(\)/, 'z.number()'],
];

export const schemaDefects: readonly Operator[] = [
  defect('schema.field.deleted', (app) => fieldsOf(app).map((field) => placeOf([edit.remove(field.property)], { expected: [gap(app, field, '')] }))),
  defect('schema.field.added', (app) => schemasOf(app).filter(({ uses }) => uses.length > 0).flatMap((schema) => schema.object.properties.slice(0, 1).map((property) => placeOf([edit.before(property, 'internalRemark: z.string().max(50),\n  ')], {
    expected: [{ keys: schemaKeys(app, schema, ['internalRemark'], ''), code, files: [pathOf(property)], ...(schema.uses.length > 1 ? { many: true } : {}) }],
  })))),
  defect('schema.field.renamed', (app) => fieldsOf(app).filter(({ property }) => ts.isIdentifier(property.name)).map((field) => placeOf([edit.replace(field.property.name, `${nameOf(field.property)}Value`)], {
    expected: [gap(app, field, ''), { ...gap(app, { ...field, path: [...field.path.slice(0, -1), `${field.path.at(-1) ?? ''}Value`] }, '') }],
  }))),
  defect('schema.constraint.dropped', (app) => onChain(app, Object.keys(constraintMethods), (field, call, name) => placeOf([dropCall(call)], { expected: [gap(app, field, constraintMethods[name] ?? '')] }))),
  defect('schema.bound.changed', (app) => onChain(app, ['min', 'max', 'gt', 'lt', 'length'], (field, call, name) => {
    const [bound] = call.arguments;
    return bound === undefined || !/^-?\d+$/.test(bound.getText()) ? undefined : placeOf([edit.replace(bound, String(Number(bound.getText()) + (name === 'max' ? 5 : 1)))], { expected: [gap(app, field, constraintMethods[name] ?? '')] });
  })),
  defect('schema.decimalBound.changed', (app) => boundOptions(app).map(({ field, option }) => placeOf([edit.replace(option.initializer, String(Number(option.initializer.getText()) + 1))], { expected: [gap(app, field, `${nameOf(option)}|type`)] }))),
  defect('schema.decimalBound.dropped', (app) => boundOptions(app).filter(({ option }) => /imum|multipleOf/.test(nameOf(option))).map(({ field, option }) => placeOf([edit.remove(option)], { expected: [gap(app, field, nameOf(option))] }))),
  defect('schema.pattern.changed', (app) => onChain(app, ['regex'], (field, call) => {
    const [pattern] = call.arguments;
    if (pattern === undefined || !ts.isRegularExpressionLiteral(pattern)) return undefined;
    return placeOf([edit.replace(pattern, pattern.text.includes('$/') ? pattern.text.replace('$/', '/') : pattern.text.replace(/\/(\w*)$/, 'x/$1'))], { expected: [gap(app, field, 'pattern')] });
  })),
  defect('schema.optionality.dropped', (app) => onChain(app, ['optional', 'nullish', 'nullable'], (field, call) => placeOf([dropCall(call)], { expected: [gap(app, field, 'nullable|optional|required|default')] }))),
  defect('schema.optionality.added', (app) => fieldsOf(app).filter(({ property }) => !/\.(?:optional|nullish|nullable|default)\([^()]*\)$/.test(property.initializer.getText())).map((field) => placeOf([edit.after(field.property.initializer, '.optional()')], { expected: [gap(app, field, 'nullable|optional|required')] }))),
  defect('schema.nullable.added', (app) => fieldsOf(app).filter(({ property }) => !/\.(?:nullish|nullable|default)\(/.test(property.initializer.getText())).map((field) => placeOf([edit.after(field.property.initializer, '.nullable()')], { expected: [gap(app, field, 'nullable')] }))),
  defect('schema.default.dropped', (app) => onChain(app, ['default'], (field, call) => placeOf([dropCall(call)], { expected: [gap(app, field, 'default|required|optional')] }))),
  defect('schema.default.changed', (app) => onChain(app, ['default'], (field, call) => {
    const [value] = call.arguments;
    const text = value?.getText() ?? '';
    const other = text === 'true' ? 'false' : text === 'false' ? 'true' : /^-?\d+$/.test(text) ? String(Number(text) + 1) : undefined;
    return value === undefined || other === undefined ? undefined : placeOf([edit.replace(value, other)], { expected: [gap(app, field, 'default')] });
  })),
  defect('schema.type.changed', (app) => fieldsOf(app).flatMap((field) => {
    const { initializer } = field.property;
    const text = initializer.getText();
    const found = otherTypes.find(([from]) => from.test(text));
    if (found === undefined || /\.pipe\(/.test(text)) return [];
    const changed = text.replace(found[0], found[1]);
    return /regex|\.enum/.test(text) && found[1] === 'z.number()' ? [] : [placeOf([edit.replace(initializer, changed)], { expected: [gap(app, field, 'type|format|values|enum')], implied: [gap(app, field, '.*')] })];
  })),
  defect('schema.enumValue.dropped', (app) => fieldsOf(app).flatMap((field) => nodesIn(field.property.initializer, ts.isCallExpression).filter((call) => isMethodCall(call, 'enum')).flatMap((call) => nodesIn(call, ts.isArrayLiteralExpression).slice(0, 1)).filter(({ elements }) => elements.length > 1)
    .flatMap(({ elements }) => elements.map((element) => placeOf([edit.remove(element)], { expected: [gap(app, field, '.*')] }))))),
  defect('schema.enumValue.added', (app) => fieldsOf(app).flatMap((field) => nodesIn(field.property.initializer, ts.isCallExpression).filter((call) => isMethodCall(call, 'enum')).flatMap((call) => nodesIn(call, ts.isArrayLiteralExpression).slice(0, 1))
    .flatMap(({ elements }) => elements.slice(0, 1).map((element) => placeOf([edit.before(element, '"EXTRA", ')], { expected: [gap(app, field, '.*')] }))))),
  defect('schema.strict.dropped', (app) => schemasOf(app).filter(({ call, uses }) => call.expression.getText() === 'z.strictObject' && uses.length > 0).map((schema) => placeOf([edit.replace(schema.call.expression, 'z.looseObject')], {
    expected: [{ keys: [...schema.uses.flatMap(({ route, part }) => endpointKeys(app, route.key, `${inputName[part] ?? part}(?:\\..*)?`)), ...(schema.entity === undefined ? [] : [new RegExp(`^${schema.entity.name}(?:\\..*)?$`)])], code, files: [pathOf(schema.call)], ...(schema.uses.length > 1 ? { many: true } : {}) }],
  }))),
  defect('schema.responseField.deleted', (app) => schemasOf(app).filter(({ uses, entity, name }) => uses.length === 0 && entity !== undefined && !/Page|Query/.test(name)).flatMap((schema) => schema.object.properties.filter(ts.isPropertyAssignment).map((property) => placeOf([edit.remove(property)], {
    expected: [gap(app, { schema, path: [nameOf(property)], property }, '')],
  })))),
];

import type { Diagnostic, Parsed } from '../../base/diagnostic.ts';
import { kebabCase } from '../../base/names.ts';
import { irVersion } from '../../ir/application.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Schema } from '../../ir/schema.ts';
import type { SourceNode } from '../source.ts';
import { Security } from './access.ts';
import { basesFirst } from './basesFirst.ts';
import { credentialsAsSecurity } from './credentialParameters.ts';
import { checkExample } from './checkExamples.ts';
import type { OpenApiContext } from './documents.ts';
import { readExtensions } from './extensions.ts';
import { finishSchemas } from './finishSchemas.ts';
import { infer } from './inference/infer.ts';
import { lowerOperation } from './lowerOperation.ts';
import { Lowering } from './lowerSchema.ts';
import type { SpecDocument } from './model.ts';
import { nameDefinitions, nameOperations } from './names.ts';
import { readDocument } from './readDocument.ts';
import { reportOperationIds } from './reportOperationIds.ts';
import { SchemaTable } from './schemaTable.ts';

/** Reads an OpenAPI 3.0 or 3.1 document. The value is undefined only when it is no such document at all. */
export function parseOpenApi(root: SourceNode, context: OpenApiContext): Parsed<ApplicationIR | undefined> {
  const diagnostics: Diagnostic[] = [];
  const document = readDocument(root, context, diagnostics);
  const value = document === undefined ? undefined : lowerDocument(credentialsAsSecurity(document, diagnostics), diagnostics);
  return { value, diagnostics: distinct(diagnostics) };
}

/** One mistake is told once, however often the part that it stands in is read; what a reader refuses, the check of the structure need not. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const refused = new Set(diagnostics.flatMap(({ code, span }) => (code === 'DM1229' ? [`${span.file} ${span.start} ${span.end}`] : [])));
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, span }) => {
    const place = `${span.file} ${span.start} ${span.end}`;
    if (code === 'DM1244' && refused.has(place)) return false;
    const key = code === 'DM1229' ? `${code} ${place}` : `${code} ${place} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function lowerDocument(document: SpecDocument, diagnostics: Diagnostic[]): ApplicationIR {
  const names = nameDefinitions(document.definitions);
  const lowering = new Lowering(names, diagnostics);
  const table = new SchemaTable();
  for (const name of names.values()) table.take(name);
  for (const definition of basesFirst(document.definitions)) lowering.named(definition);
  for (const definition of document.definitions) {
    const schema = lowering.named(definition);
    const name = names.get(definition);
    if (schema !== undefined && name !== undefined) table.define(name, schema, definition.span);
  }
  const operationIds = nameOperations(document.operations);
  reportOperationIds(document.operations, operationIds, diagnostics);
  const security = new Security(document, diagnostics);
  const drafts = document.operations.map((operation) => lowerOperation({ lowering, table, security }, operation, operationIds.get(operation) ?? ''));
  const cyclic = finishSchemas(table.schemas, diagnostics);
  const resolve = (name: string): Schema | undefined => table.schemas.get(name);
  for (const { node, schema } of document.examples) checkExample(node, lowering.schema(schema), resolve, diagnostics);
  lowering.checkDefaults(resolve);
  const extensions = readExtensions(document, names, diagnostics);
  const inferred = infer({ drafts, table, cyclic, extensions, diagnostics });
  const name = kebabCase(extensions.name ?? document.title);
  return {
    kind: 'application',
    irVersion,
    name: /^[a-z]/.test(name) ? name : name === '' ? 'app' : `app-${name}`,
    title: document.title,
    version: document.apiVersion,
    ...(document.description === undefined ? {} : { description: document.description }),
    basePath: extensions.basePath ?? document.basePath,
    ...inferred,
    auth: { schemes: security.schemes, ...(extensions.adminScope === undefined ? {} : { adminScope: extensions.adminScope }) },
    infrastructure: { database: { kind: 'postgresql', version: 17 }, port: extensions.port ?? 3000, metrics: true },
    notGenerated: document.notGenerated,
    span: document.span,
  };
}

import type { Shape, Shapes } from '../../spec/devmatrix/shape.ts';
import { boolean, either, integer, list, map, object, optional, text, words } from '../../spec/devmatrix/shapeParts.ts';

const examples = map(object('An example', optional({ summary: [words, 'A short title.'], value: [{ kind: 'any' }, 'The example itself.'], description: [words, 'What it shows.'] })));
const requirement = list(map(list(text({ means: 'scope' })), 'securityScheme'));

/** What the fields hold about which the reader's table says nothing, or too little to offer values. */
export const valueShapes: Readonly<Record<string, Shape>> = {
  'document.openapi': text({ hints: ['3.0.3', '3.1.0', '3.0.4', '3.1.1'] }),
  'document.security': requirement,
  'operation.security': requirement,
  'operation.tags': list(text({ means: 'tag' })),
  'document.paths': map({ kind: 'named', name: 'pathItem' }, 'path'),
  'pathItem.$ref': text({ means: 'reference' }),
  'parameter.in': text({ values: ['path', 'query', 'header', 'cookie'] }),
  'parameter.name': text({ means: 'pathParameter' }),
  'parameter.style': text({ values: ['form', 'simple', 'label', 'matrix', 'spaceDelimited', 'pipeDelimited', 'deepObject'] }),
  'parameter.examples': examples,
  'header.examples': examples,
  'mediaType.examples': examples,
  'securityScheme.type': text({ values: ['http', 'apiKey', 'oauth2', 'openIdConnect'] }),
  'securityScheme.in': text({ values: ['header', 'query', 'cookie'] }),
  'securityScheme.scheme': text({ hints: ['bearer', 'basic'] }),
  'securityScheme.bearerFormat': text({ hints: ['JWT'] }),
  'oauthFlow.scopes': map(words),
};

/** The sections of `components` whose members the reader takes from elsewhere. */
export const componentShapes: Readonly<Record<string, Shape>> = {
  schemas: map({ kind: 'named', name: 'schema' }),
  examples,
};

const deletions = text({ values: ['restrict', 'cascade', 'setNull'] });
const transition = object('A transition', optional({
  from: [either(text(), list(text())), 'The state or states that it leaves.'],
  to: [text(), 'The state that it leads to.'],
  guard: [words, 'What must be true.'],
}));

const decimal: readonly [Shape, string] = [object('`decimal`', optional({ precision: [integer(1, 15), 'All digits.'], scale: [integer(0, 15), 'Digits after the point.'] })), 'An exact decimal.'];

/** The blocks that only DevMatrix reads (docs/openapi.md). */
export const extensionShapes: Shapes = {
  documentExtension: object('`x-devmatrix` of the document', optional({
    name: [text(), 'Name of the app in kebab-case.'], basePath: [text({ pattern: '^/' }), 'URL prefix of all endpoints.'], port: [integer(1, 65_535), 'Where the app listens.'],
    adminScope: [text({ means: 'scope' }), 'The scope whose callers pass every ownership check.'],
  })),
  operationExtension: object('`x-devmatrix` of an operation', optional({
    operation: [either(text({ values: ['list', 'create', 'read', 'replace', 'update', 'delete'] }), boolean), 'What it does to the rows of its entity; `false`: none of that.'],
    words: [words, 'What it does, in words, for a language model.'],
  })),
  parameterExtension: object('`x-devmatrix` of a parameter', optional({ ignore: [boolean, 'Whether the parameter is taken and not used.'] })),
  schemaExtension: object('`x-devmatrix` of a schema', optional({
    entity: [either(boolean, text()), '`false`: never an entity; a name: the entity that it is.'], table: [text(), 'Its table.'], owner: [text({ means: 'property' }), 'The property with the id of the caller who owns the row.'],
    unique: [list(text({ means: 'property' })), 'Properties that are unique together.'], decimal,
  })),
  propertyExtension: object('`x-devmatrix` of a property', optional({
    unique: [boolean, 'Whether no two rows have the same value.'],
    immutable: [boolean, 'Whether it stays as it was created.'], secret: [boolean, 'Whether it is never shown.'],
    references: [text(), 'The entity whose key it holds.'], onDelete: [deletions, 'What happens when that row is deleted.'],
    generated: [text({ values: ['uuid', 'identity', 'createdAt', 'updatedAt', 'owner', 'flow'] }), 'Who gives the value instead of the caller.'],
    decimal,
    state: [object('`state`', optional({ initial: [text(), 'The state of a new row.'], transitions: [map(transition), 'What moves a row from state to state, by event.'] })), 'The states of a row and what leads from one to the other.'],
  })),
};

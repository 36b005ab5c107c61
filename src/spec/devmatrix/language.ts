import { languageBehavior } from './languageBehavior.ts';
import { access, boolean, descriptionKey, either, integer, list, map, none, object, optional, text, words } from './shapeParts.ts';
import { formatNames, typeNames } from './schemas.ts';
import type { Keys, Shape, Shapes } from './shape.ts';

const schemaRef: Shape = { kind: 'named', name: 'schema' };
const number: Shape = { kind: 'number' };
const bound = either({ kind: 'number' }, text());

/** JSON Schema keywords and what DevMatrix adds to them for any value. */
const schemaKeys: Keys = optional({
  type: [text({ hints: typeNames, means: 'type' }), 'Its type: string, integer, number, decimal, boolean, object, array, any, uuid, email, uri, date, timestamp, time, duration, or a name from `types`; `?` for nullable, `[]` for a list.'],
  format: [text({ hints: formatNames }), 'A format of text, as in JSON Schema.'],
  nullable: [boolean, 'Whether it can be null.'],
  optional: [boolean, 'Whether it can be left out.'],
  default: [{ kind: 'any' }, 'The value when none is given.'],
  description: [words, 'What it means.'],
  example: [{ kind: 'any' }, 'An example.'],
  enum: [list({ kind: 'any' }), 'The only values it can have.'],
  const: [{ kind: 'any' }, 'The only value it can have.'],
  minLength: [integer(0), 'Fewest characters.'],
  maxLength: [integer(0), 'Most characters.'],
  pattern: [text(), 'A regular expression that it must match; anchor it with ^ and $.'],
  minimum: [bound, 'Least value.'],
  exclusiveMinimum: [bound, 'It must be more than this.'],
  maximum: [bound, 'Greatest value.'],
  exclusiveMaximum: [bound, 'It must be less than this.'],
  multipleOf: [number, 'It must be a multiple of this.'],
  precision: [integer(1, 15), 'All digits of a decimal.'],
  scale: [integer(0, 15), 'Digits after the point of a decimal.'],
  items: [schemaRef, 'What a list holds.'],
  minItems: [integer(0), 'Fewest items.'],
  maxItems: [integer(0), 'Most items.'],
  uniqueItems: [boolean, 'Whether all items differ.'],
  properties: [map(schemaRef), 'The properties of an object.'],
  required: [list(text({ means: 'property' })), 'Properties that must be given; without it all but nullable, defaulted and optional ones.'],
  additionalProperties: [either(boolean, schemaRef), 'Whether other properties are allowed.'],
});

const attributeKeys: Keys = {
  ...schemaKeys,
  ...optional({
    unique: [boolean, 'Whether no two rows have the same value.'],
    generated: [text({ values: ['owner', 'flow', 'uuid', 'identity'] }), 'Who gives the value instead of the caller: `owner` the id of the caller, `flow` steps of flows only.'],
    immutable: [boolean, 'Whether it stays as it was created.'],
    secret: [boolean, 'Whether it is never shown: a password.'],
    state: [text({ means: 'machine' }), 'The state machine whose state it holds.'],
    id: [text(), 'Its old name, after a rename.'],
  }),
};

const relation: Shape = {
  kind: 'variants', title: 'A relation',
  common: optional({ description: [words, 'What it means.'] }),
  variants: {
    belongsTo: {
      shape: text({ means: 'entity' }), about: 'The row holds the key of one row of that entity.',
      keys: optional({
        optional: [boolean, 'Whether there may be none.'], onDelete: [text({ values: ['restrict', 'cascade', 'setNull'] }), 'What happens when the other row is deleted.'],
        immutable: [boolean, 'Whether it stays as it was created.'], unique: [boolean, 'Whether at most one row refers to each.'], attribute: [text(), 'Name of the attribute with the key; else the relation with `Id` behind.'],
        generated: [text({ values: ['flow'] }), '`flow`: only flows set it.'], id: [text(), 'Its old name, after a rename.'],
      }),
    },
    hasMany: { shape: text({ means: 'entity' }), about: 'The rows of that entity that belong to this one.', keys: optional({ via: [text({ means: 'via' }), 'The `belongsTo` over there.'] }) },
    hasOne: { shape: text({ means: 'entity' }), about: 'The one row of that entity that belongs to this one.', keys: optional({ via: [text({ means: 'via' }), 'The `belongsTo` over there.'] }) },
    manyToMany: { shape: text({ means: 'entity' }), about: 'Rows of that entity, linked freely.', keys: optional({ as: [text(), 'What the other entity calls the same links.'], through: [text(), 'Name of the table of links.'] }) },
  },
};

const crudNames = ['list', 'create', 'read', 'replace', 'update', 'delete'];
const accessKeys = optional({
  read: [access, 'Who may list and read.'], write: [access, 'Who may create, replace, update and delete.'], list: [access, 'Who may list.'], create: [access, 'Who may create.'],
  replace: [access, 'Who may replace.'], update: [access, 'Who may update.'], delete: [access, 'Who may delete.'],
});

const entityEndpoints: Shape = either(text({ values: ['none'] }), object('The endpoints of an entity', optional({
  only: [list(text({ values: crudNames })), 'The operations that there are.'],
  except: [list(text({ values: crudNames })), 'The operations that there are not.'],
  path: [text({ pattern: '^/' }), 'The path of the collection, else the plural of the name.'],
  access: [either(text({ hints: ['public', 'authenticated'], means: 'access' }), list(text({ means: 'scope' })), object('The access of an entity', accessKeys)), 'Who may do what.'],
  list: [object('The list of an entity', optional({
    filter: [list(text({ means: 'attribute' })), 'Attributes and relations that the list can be filtered by.'], sort: [list(text({ means: 'attribute' })), 'Attributes that it can be sorted by.'], default: [text({ means: 'order' }), 'The order when none is asked for: `-createdAt`.'],
    pageSize: [integer(1, 1000), 'Rows of a page when no limit is asked for.'], maxPageSize: [integer(1, 1000), 'Most rows of a page.'],
  })), 'How the list is filtered, sorted and cut into pages.'],
})));

const entity = object('An entity', {
  ...descriptionKey,
  ...optional({
    attributes: [map({ kind: 'named', name: 'attribute' }), 'Its values, by name; `id`, `createdAt` and `updatedAt` are implied.'],
    relations: [map(relation), 'How it hangs together with other entities.'],
    owner: [text({ means: 'owner' }), 'The attribute with the id of the caller who owns the row, or the `belongsTo` relation to the row whose owner owns it.'],
    unique: [list(list(text({ means: 'attribute' }))), 'Attributes or relations that are unique together.'],
    indexes: [list(list(text({ means: 'attribute' }))), 'Attributes or relations that are looked up together.'],
    endpoints: [entityEndpoints, 'Its endpoints; without it all of them.'],
    seed: [list(map({ kind: 'any' }, 'attribute')), 'Rows that are there from the start.'],
    plural: [text(), 'Its plural, where the usual one is wrong.'],
    table: [text(), 'Its table, else the plural in snake_case.'],
    id: [text(), 'Its old name, after a rename.'],
  }),
});

const scheme = either(text({ values: ['bearer', 'apiKey', 'basic'] }), object('A security scheme', {
  type: { shape: text({ values: ['bearer', 'apiKey', 'basic'] }), about: 'How callers prove who they are.' },
  ...optional({ in: [text({ values: ['header', 'query', 'cookie'] }), 'Where an API key stands.'], name: [text(), 'The name of the header, parameter or cookie.'] }),
}));

const auth = object('`auth`', optional({
  scopes: [either(list(text()), map(words)), 'The scopes that there are, with what they allow.'],
  admin: [text({ means: 'scope' }), 'The scope whose callers pass every ownership check.'],
  schemes: [either(list(text({ values: ['bearer', 'apiKey', 'basic'] })), map(scheme)), 'How callers prove who they are; `bearer` (a JWT) when not given.'],
}));

const infrastructure = object('`infrastructure`', optional({
  port: [integer(1, 65535), 'Where the app listens.'],
  database: [object('`database`', optional({ kind: [text({ values: ['postgresql'] }), 'The database.'], version: [integer(14, 99), 'Its major version.'] })), 'The database.'],
  metrics: [boolean, 'Whether there is GET /metrics.'],
  rateLimit: [either(integer(1), object('`rateLimit`', optional({ perMinute: [integer(1), 'Calls a minute and caller.'] }))), 'Calls a minute and caller.'],
}));

/** Every shape of the language; `spec` is the whole file. */
export const language: Shapes = {
  spec: object('A spec', {
    devmatrix: { shape: { kind: 'number', integer: true }, about: 'Version of the language: 1.', required: 'it says which language this is; write `devmatrix: 1`' },
    name: { shape: text(), about: 'Name of the app in kebab-case; names the package, the database and the containers.', required: 'it names the app' },
    ...descriptionKey,
    ...optional({
      title: [text(), 'Name of the app for people.'], version: [either(text(), { kind: 'number' }), 'Version of the app.'], basePath: [text(), 'URL prefix of all endpoints: `/v1`.'],
      reviewed: [{ kind: 'boolean' }, '`false`: the spec was drafted from words, and nobody has read it yet. No app is generated from it until the line is removed.'],
      auth: [either(auth, none), 'Who may call. With it, or with any owner, callers must be authenticated unless an access says `public`.'],
      infrastructure: [infrastructure, 'What the app runs on.'],
      types: [map(schemaRef), 'Types that schemas can name.'],
      entities: [map(either(entity, none)), 'What the app stores.'],
    }),
    ...languageBehavior.top,
  }),
  schema: either(text({ hints: typeNames, means: 'type' }), object('A schema', schemaKeys)),
  attribute: either(text({ hints: typeNames, means: 'type' }), object('An attribute', attributeKeys)),
  ...languageBehavior.shapes,
};

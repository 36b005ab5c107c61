/** A spec that tries to break the generator or to put code of its own into the app. */
export interface HostileSpec {
  readonly name: string;
  /** File name, which says the dialect. */
  readonly file: string;
  readonly text: string;
}

type Parts = Readonly<Record<string, unknown>>;

/** Text that would end a comment, a string, a template literal, a regular expression or a line of code. */
const breakout = `*/ process.exit(99); /* \` \${process.exit(99)} ' " \\ </script> \n\r\n\u2028 // -- ; DROP TABLE users; {{name}} \u0000`;
const printable = breakout.replaceAll('\u0000', '');

const text = { type: 'string' };
const ok = (schema: unknown = text): Parts => ({ 200: { description: printable, content: { 'application/json': { schema } } } });
const pathParameter = (name: string, schema: unknown = text): Parts => ({ name, in: 'path', required: true, schema });

function openApi(name: string, parts: Parts): HostileSpec {
  const document = { openapi: '3.1.0', info: { title: name, version: '1' }, paths: {}, ...parts };
  return { name, file: 'spec.openapi.json', text: JSON.stringify(document) };
}

function devmatrix(name: string, yaml: string): HostileSpec {
  return { name, file: 'spec.devmatrix.yaml', text: yaml };
}

const awkwardNames = [
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'class', 'default', 'delete', 'await', 'order', 'user', 'group', 'select', 'table', 'Object',
  'Promise', 'Array', 'Buffer', 'z', 'app', 'request', 'row', 'context', '😀', 'ünïcode', '日本', '1st', 'a-b', 'a_b', 'a b', 'aB', 'ab', 'AB', 'if', 'id ', '$ref$', '..', '../../etc/passwd', 'con', 'rowVersion', 'row_version',
];

/** An entity with CRUD routes, its rows with these properties. */
function crud(entity: string, properties: Parts): Parts {
  const ref = { $ref: `#/components/schemas/${entity.replaceAll('~', '~0').replaceAll('/', '~1')}` };
  const body = { content: { 'application/json': { schema: ref } } };
  return {
    paths: {
      '/things': { get: { responses: ok({ type: 'array', items: ref }) }, post: { requestBody: body, responses: { 201: { description: 'made', ...body } } } },
      '/things/{id}': {
        parameters: [pathParameter('id', { type: 'integer' })],
        get: { responses: ok(ref) }, put: { requestBody: body, responses: ok(ref) }, patch: { requestBody: body, responses: ok(ref) }, delete: { responses: { 204: { description: 'gone' } } },
      },
    },
    components: { schemas: { [entity]: { type: 'object', required: ['id'], properties: { id: { type: 'integer', readOnly: true }, ...properties } } } },
  };
}

const own = (entries: readonly (readonly [string, unknown])[]): Parts => Object.fromEntries(entries);

function names(): readonly HostileSpec[] {
  const schemas = own(awkwardNames.map((name) => [name, { type: 'object', properties: own([[name, text], ['self', { type: 'array', items: text }]]) }]));
  const paths = own(awkwardNames.map((name, index) => [`/p${index}`, { post: {
    operationId: name, tags: [name], parameters: [{ name, in: 'query', schema: text }, { name: `x-${index}-${name.replaceAll(/[^a-z]/gi, '')}`, in: 'header', schema: text }],
    requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll('/', '~1'))}` } } } }, responses: ok(),
  } }]));
  return [
    openApi('names of schemas, operations, tags and parameters', { paths, components: { schemas } }),
    openApi('names of attributes', crud('Thing', own(awkwardNames.map((name) => [name, { type: 'string', maxLength: 9 }])))),
    ...['Object', 'User', 'order', '__proto__', 'constructor', 'Promise', '😀', 'class', 'Table', 'RowVersion'].map((name) => openApi(`entity ${name}`, crud(name, { name: text, class: { type: 'string', enum: ['a', 'class', '__proto__', '*/'] } }))),
    openApi('names of security schemes', {
      components: { securitySchemes: own(['__proto__', 'constructor', printable, 'a-b'].map((name) => [name, { type: 'apiKey', in: 'header', name: 'X-Key' }])) },
      paths: { '/a': { get: { security: [own([['__proto__', []]]), own([[printable, [printable]]]), { constructor: [] }], responses: ok() } } },
    }),
  ];
}

function texts(): readonly HostileSpec[] {
  const properties = own([
    ['a', { type: 'string', description: printable, default: printable, example: printable }],
    ['b', { type: 'string', enum: [printable, '*/', '`${1}`', "'", '"', '\\', '', ' '] }],
    ['c', { type: 'string', pattern: '^[/*`${}\'"\\\\]+$' }],
    ['d', { type: 'string', pattern: '\n|\r|\u2028|/' }],
    ['e', { type: 'string', pattern: '(?<name>a)(unclosed' }],
    ['f', { const: printable }],
    ['g', { type: 'object', default: own([['__proto__', { polluted: true }]]), properties: {} }],
    [printable, { type: 'string', default: '${process.exit(99)}' }],
  ]);
  const thing = crud('Thing', properties);
  return [
    openApi('texts that end comments and strings', {
      ...thing,
      info: { title: printable, version: printable, description: printable, termsOfService: printable },
      servers: [{ url: 'https://example.org/v1*/`${process.exit(99)}\'"' }],
      tags: [{ name: printable, description: printable }],
    }),
    openApi('operations with such texts', {
      info: { title: 'x', version: '1' },
      paths: { '/a': { post: {
        operationId: printable, summary: printable, description: printable, tags: [printable],
        parameters: [{ name: 'q', in: 'query', description: printable, schema: { type: 'string', default: printable } }],
        requestBody: { description: printable, content: { 'multipart/form-data': { schema: { type: 'object', properties } }, [printable]: { schema: text } } },
        responses: { 200: { description: printable, headers: { 'x-a': { description: printable, schema: text } }, content: { 'text/plain': { schema: text } } }, 422: { description: printable } },
      } } },
    }),
    openApi('a text of a megabyte', { ...crud('Thing', { a: { type: 'string', description: 'word '.repeat(200_000), default: 'x'.repeat(1_000_000) } }) }),
  ];
}

function paths(): readonly HostileSpec[] {
  const templates = ['/a:b', '/a::b/{x}', "/it's", '/say"hi"', '/back\\slash', '/tick`${process.exit(99)}`', '/sp ace', '/per%20cent', '/ünï/日本', '/semi;colon', '/plus+and&', '/star*', '/star/*', '/(group)', '/reg/{id}(\\d+)', '/../../etc', '/./dot', '//double', '/trailing/', '/#hash', '/emoji😀'];
  const withParameters: readonly (readonly [string, readonly string[]])[] = [
    ['/f/{id}.json', ['id']], ['/f/{path*}', ['path*']], ['/x/{a}-{b}', ['a', 'b']], ['/x/{a}{b}', ['a', 'b']], ['/v{version}/y', ['version']], ['/m/{__proto__}', ['__proto__']],
    ['/m/{constructor}/n', ['constructor']], ['/q/{user-id}/{user_id}', ['user-id', 'user_id']], ['/u/{名前}', ['名前']], ['/d/{a.b}', ['a.b']], ['/s/{a b}', ['a b']], ['/e/{class}:act', ['class']], ['/same/{x}', ['x']], ['/same/{y}/z', ['y']],
  ];
  const operation = { responses: ok() };
  return [
    ...templates.map((template) => openApi(`path ${template}`, { paths: own([[template, { get: template.includes('{x}') ? { ...operation, parameters: [pathParameter('x')] } : template.includes('{id}') ? { ...operation, parameters: [pathParameter('id')] } : operation }]]) })),
    openApi('placeholders', { paths: own(withParameters.map(([template, parameters]) => [template, { get: { ...operation, parameters: parameters.map((name) => pathParameter(name)) } }])) }),
    openApi('a path without its slash', { paths: { 'a/b': { get: operation } } }),
    openApi('unclosed placeholder', { paths: { '/a/{b': { get: operation }, '/a/}c{': { get: operation }, '/a/{}': { get: operation } } }),
  ];
}

function shapes(): readonly HostileSpec[] {
  const ref = (name: string): Parts => ({ $ref: `#/components/schemas/${name}` });
  const use = (schema: unknown): Parts => ({ '/a': { post: { requestBody: { content: { 'application/json': { schema } } }, responses: ok(schema) } } });
  let deep: Parts = text;
  for (let level = 0; level < 400; level += 1) deep = { type: 'object', properties: { a: deep } };
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`S${index}`, { type: 'object', properties: { next: ref(`S${(index + 1) % 5000}`), n: { type: 'integer', maximum: index } } }]));
  return [
    openApi('cyclic allOf', { paths: use(ref('A')), components: { schemas: { A: { allOf: [ref('B'), { type: 'object', properties: { a: text } }] }, B: { allOf: [ref('A'), { type: 'object', properties: { b: text } }] } } } }),
    openApi('a schema that is itself', { paths: use(ref('A')), components: { schemas: { A: ref('A'), B: { allOf: [ref('B')] }, C: { oneOf: [ref('C'), { type: 'null' }] } } } }),
    openApi('a required cycle', { paths: use(ref('A')), components: { schemas: { A: { type: 'object', required: ['a'], properties: { a: ref('A') } } } } }),
    openApi('lists of themselves in a query', { paths: { '/a': { get: { parameters: [{ name: 'q', in: 'query', schema: ref('L') }, { name: 'u', in: 'query', schema: ref('U') }], responses: ok() } } }, components: { schemas: { L: { type: 'array', items: ref('L') }, U: { anyOf: [text, ref('U'), { type: 'array', items: ref('U') }] } } } }),
    openApi('deep nesting', { paths: use(deep) }),
    openApi('five thousand schemas', { paths: use(ref('S0')), components: { schemas: many } }),
    openApi('catastrophic patterns', crud('Thing', { a: { type: 'string', pattern: '^(a+)+$' }, b: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' }, c: { type: 'string', pattern: '(x+x+)+y' }, d: { type: 'string', pattern: '^(a|a)*b{1000}$', minLength: 1000 } })),
    openApi('impossible schemas', crud('Thing', { a: { type: 'string', minLength: 9, maxLength: 3 }, b: { type: 'integer', minimum: 9, maximum: 3 }, c: { enum: [] }, d: { type: 'array', minItems: 9, maxItems: 1, items: text }, e: { not: {} }, f: false, g: { type: 'integer', minimum: 1e300 }, h: { type: 'number', multipleOf: 0 }, i: { type: 'string', maxLength: 1e12 }, j: { type: 'string', minLength: -1 } })),
    openApi('discriminators', { paths: use({ oneOf: [ref('A'), ref('B')], discriminator: { propertyName: '__proto__', mapping: own([['__proto__', '#/components/schemas/A'], ['constructor', '#/components/schemas/B']]) } }), components: { schemas: { A: { type: 'object', required: ['a'], properties: own([['__proto__', text], ['a', text]]) }, B: { type: 'object', properties: { b: text } } } } }),
  ];
}

const shell = (entity: string, attributes: string, rest = ''): string => `devmatrix: 1
name: hostile
title: "*/ \${process.exit(99)} \`"
version: "1"
entities:
  ${entity}:
    attributes:
${attributes}
${rest}`;

const words = ('class default order user group select from where limit table new delete function return var let const for of if else this undefined switch case enum import export package interface static '
  + 'public await async yield arguments eval value row body query params path reply request context by given answer status error data url key sql tx app test send').split(' ');

/** Words of TypeScript and SQL, and names that generated code uses itself, as attributes that are unique, sorted and filtered by, as inputs and as results. */
const keywords = shell('Class', words.map((word, index) => `      ${word}: ${["{ type: string, pattern: '^[A-Z]{2}-[0-9]{3,9}$', unique: true }", '{ type: string, minLength: 1, maxLength: 60 }', '{ type: integer, minimum: 1 }', '{ enum: [a, b] }'][index % 4] ?? ''}`).join('\n'), `
    endpoints: { list: { filter: [${words.join(', ')}], sort: [${words.join(', ')}] } }
flows:
  change:
    trigger: { http: 'POST /classes/{id}/change', body: { ${words.map((word) => `${word}: { type: string, optional: true }`).join(', ')} } }
    steps:
      - { load: Class, as: found, by: input.id }
      - return: { ${words.map((word) => `${word}: input.${word}`).join(', ')} }
`);

function devmatrixSpecs(): readonly HostileSpec[] {
  const attribute = (name: string): string => `      ${JSON.stringify(name)}: { type: string, maxLength: 9, description: ${JSON.stringify(printable)} }`;
  return [
    ...['Object', 'Order', 'User', 'Promise', 'Table', '__proto__', 'constructor', 'A*/B', '../Up', '😀'].map((name) => devmatrix(`entity ${name}`, shell(JSON.stringify(name), attribute('name')))),
    ...['__proto__', 'constructor', 'rowVersion', 'row_version', 'class', 'toString', 'a-b', '*/', '${x}', '😀', 'id'].map((name) => devmatrix(`attribute ${name}`, shell('Thing', attribute(name)))),
    devmatrix('words of the language in every place', keywords),
    devmatrix('an expression that calls out', shell('Thing', '      total: { type: integer }', '    invariants:\n      a: { rule: "process.exit(99) == self.total", message: x }\n      b: { rule: "self.constructor.constructor(\'return 1\')() == 1", message: x }')),
    devmatrix('a catastrophic pattern', shell('Thing', '      code: { type: string, pattern: "^(a+)+$" }')),
    devmatrix('aliases that multiply', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index] ?? 'a'}`).join(',')}]`).join('\n')}`),
    devmatrix('no mapping', '- a\n- b'),
    devmatrix('broken YAML', 'entities: {a: [}\n\t- x: "'),
  ];
}

/** All of them. */
export const hostileSpecs: readonly HostileSpec[] = [...names(), ...texts(), ...paths(), ...shapes(), ...devmatrixSpecs()];

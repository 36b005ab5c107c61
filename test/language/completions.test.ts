import assert from 'node:assert/strict';
import { chosen, completionsIn, inPets, inShop, offered } from './support.ts';

type Cases = readonly (readonly [string, string])[];

/** Checks the labels that are offered; `…` at the end leaves the rest open. */
function check(cases: Cases): void {
  for (const [marked, wanted] of cases) {
    const labels = offered(marked);
    const shown = wanted.endsWith('…') ? `${labels.slice(0, wanted.length - 1)}…` : labels;
    assert.equal(shown, wanted, marked.slice(Math.max(0, marked.indexOf('|') - 120), marked.indexOf('|') + 40));
  }
}

it('offers how a document begins', () => {
  check([
    ['|', 'DevMatrix spec OpenAPI document'],
    ['devmatrix: |\nname: a', '1'],
    ['devmatrix: 1\n|', 'name description title version basePath reviewed auth…'],
    ['devmatrix: 1\nname: a\nen|', 'description title version basePath reviewed auth infrastructure types entities stateMachines invariants flows events endpoints'],
    ['openapi: 3.1.0\n|', 'info servers paths webhooks components security…'],
    ['openapi: |\ninfo: {}', '3.0.3 3.1.0 3.0.4 3.1.1'],
  ]);
});

it('offers the keys of entities that are missing', () => {
  check([
    [inShop('entity', '    |'), 'description unique indexes endpoints seed plural table id'],
    [inShop('entity', '    endpoints:\n      |'), 'only except path access list'],
    [inShop('entity', '    endpoints: { only: [list], | }'), 'except path access list'],
    [inShop('entity', '  |'), 'new entity'],
    [inShop('entity', '  A:\n    attributes:\n      a: { | }'), 'type format nullable…'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: string, | }'), 'format nullable optional default description example enum const minLength maxLength pattern unique generated immutable secret state id'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: decimal, | }'), 'nullable optional default description example enum const minimum exclusiveMinimum maximum exclusiveMaximum multipleOf precision scale unique generated immutable secret state id'],
    [inShop('entity', '  A:\n    relations:\n      a: { belongsTo: Order, | }'), 'optional onDelete immutable unique attribute generated id description'],
  ]);
});

it('offers the values that the language has', () => {
  check([
    [inShop('entity', '    endpoints: |'), 'none'],
    [inShop('entity', '    endpoints:\n      only: [list, |]'), 'create read replace update delete'],
    [inShop('entity', '    endpoints:\n      except: |'), 'list create read replace update delete'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: string, unique: | }'), 'true false'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: string, generated: | }'), 'owner flow uuid identity'],
    [inShop('entity', '  A:\n    relations:\n      a: { belongsTo: Order, onDelete: | }'), 'restrict cascade setNull'],
    [inShop('entity', '  A:\n    relations:\n      a: |'), 'belongsTo hasMany hasOne manyToMany'],
    [inShop('entity', '  A:\n    attributes:\n      a: { enum: [X, Y], default: | }'), 'X Y'],
    [inShop('entity', '    seed:\n      - { kind: | }'), 'GIFT NORMAL'],
    [inShop('transition', '      lose: { from: OPEN, to: LOST, expose: | }'), 'true false'],
  ]);
});

it('offers types, own ones first', () => {
  check([
    [inShop('entity', '  A:\n    attributes:\n      a: |'), 'Money string integer number decimal boolean…'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: dec| }'), 'Money string…'],
    [inShop('entity', '  A:\n    attributes:\n      a: { type: string, format: | }'), 'uuid email uri date…'],
  ]);
});

it('offers names where names are meant', () => {
  check([
    [inShop('entity', '    endpoints:\n      list: { filter: [total, |] }'), 'number kind status note customer createdAt updatedAt'],
    [inShop('entity', '    unique:\n      - [|]'), 'number kind total status note customer'],
    [inShop('entity', '    seed:\n      - { | }'), 'number kind total note customer'],
    [inShop('entity', '    endpoints: { access: | }'), 'public authenticated staff admin'],
    [inShop('entity', '    endpoints: { access: { write: [|] } }'), 'staff admin'],
    [inShop('entity', '  A:\n    relations:\n      a: { belongsTo: | }'), 'Customer Order A'],
    [inShop('entity', '  A:\n    owner: |\n    attributes: { text: string }\n    relations: { order: { belongsTo: Order } }'), 'order text'],
    [inShop('entity', '  A:\n    attributes: { s: { state: | } }'), 'orderStatus'],
    [inShop('transition', '      lose: { from: [OPEN, |], to: LOST }'), 'PAID LOST'],
    [inShop('transition', '      lose:\n        |'), 'from to event guard otherwise expose'],
    [inShop('invariant', '  b: { entity: | }'), 'Customer Order'],
    [inShop('flow', 'endpoints:\n  GET /x:\n    flow: |'), 'tell'],
  ]);
  assert.match(offered(inShop('entity', '    endpoints:\n      list:\n        default: |')), /total.* -total/);
});

it('offers steps and what they name', () => {
  check([
    [inShop('step', '      - |'), 'load require forEach let create update delete transition emit call return do when'],
    [inShop('step', '      |'), 'load require forEach let create update delete transition emit call return do when'],
    [inShop('step', '      - load: Order\n        |'), 'as by where many orderBy lock optional anyOwner otherwise when'],
    [inShop('step', '      - load: |'), 'Customer Order'],
    [inShop('step', '      - update: |'), 'order'],
    [inShop('step', '      - update: order\n        |'), 'set when'],
    [inShop('step', '      - update: order\n        set: { | }'), 'number kind total note customer'],
    [inShop('step', '      - create: Order\n        values:\n          |'), 'number total customer kind note'],
    [inShop('step', '      - create: Order\n        values:\n          total: 1.00\n          |'), 'number customer kind note'],
    [inShop('step', '      - transition: order\n        event: |'), 'pay'],
    [inShop('step', '      - emit: |'), 'order.paid'],
    [inShop('step', '      - emit: order.paid\n        payload: { | }'), 'orderId amount'],
    [inShop('step', '      - call: |'), 'tell'],
    [inShop('step', '      - call: tell\n        with: { text: "a", | }'), 'urgent'],
    [inShop('flow', '  x:\n    trigger: |'), 'call http event schedule'],
    [inShop('flow', '  x:\n    trigger: { event: | }'), 'order.paid'],
    [inShop('flow', '  x:\n    |'), 'trigger description steps returns status params query body access summary operationId tag'],
    [inShop('flow', '  x:\n    trigger:\n      http: GET /a/{year}\n      params: { | }'), 'year'],
    [inShop('flow', '  x:\n    trigger: { http: GET /a, returns: | }'), 'Customer Order Money string…'],
  ]);
  assert.match(offered(inShop('flow', "  x:\n    trigger: { http: '|' }")), /^GET \/ GET \/customers\/ .*POST \/orders\/\{id\}\//);
});

it('offers in expressions what is in scope there', () => {
  check([
    [inShop('step', '      - require: |'), 'order now caller input size…'],
    [inShop('step', '      - require: order.|'), 'id number kind total status note customerId createdAt updatedAt'],
    [inShop('step', '      - require: input.|'), 'id amount'],
    [inShop('step', '      - require: caller.|'), 'id scopes'],
    [inShop('step', '      - require: order.note.|'), 'startsWith endsWith contains matches lower() upper() trim() size()'],
    [inShop('step', '      - require: order.status == |'), 'OPEN PAID LOST order…'],
    [inShop('step', '      - require: order.status == "|'), 'OPEN PAID LOST'],
    [inShop('step', '      - require: order.status in ["OPEN", |'), 'OPEN PAID LOST order…'],
    [inShop('step', '      - require: order.total > 1.00 && |'), 'order now…'],
    [inShop('step', '      - load: Customer\n        where: |'), 'id userId email createdAt updatedAt'],
    [inShop('step', '      - load: Order\n        where: kind == |'), 'GIFT NORMAL order…'],
    [inShop('step', '      - load: Customer\n        by: order.|'), 'id number…'],
    [inShop('step', '      - update: order\n        set: { kind: |'), 'GIFT NORMAL order…'],
    [inShop('step', '      - load: Order\n        many: true\n        as: all\n      - forEach: all\n        as: one\n        steps:\n          - require: |'), 'one all order now…'],
    [inShop('step', '      - load: Order\n        many: true\n      - require: orders.|'), 'map filter all exists existsOne size()'],
    [inShop('step', '      - load: Order\n        many: true\n      - require: orders.all(o, o.|'), 'id number…'],
    [inShop('invariant', '  b:\n    entity: Customer\n    rule: self.|'), 'id userId email createdAt updatedAt orders'],
    [inShop('transition', '      lose: { from: OPEN, to: LOST, guard: self.| }'), 'id number…'],
    [inShop('step', '      - return: { a: order.| }'), 'id number…'],
  ]);
});

it('offers nothing where only a person knows', () => {
  check([
    [inShop('entity', '    plural: |'), ''], [inShop('entity', '    # |'), ''], [inShop('entity', '    description: The |'), ''], [inShop('step', '      - do: |'), ''],
    [inShop('step', '      - load: Order\n        as: |'), ''], [inShop('step', '      - require: order.total > 1|'), ''], [inShop('step', '      - require: order.total |'), ''],
    [inShop('invariant', '  b:\n    entity: Customer\n    rule: self.orders.all(|'), ''], [inShop('entity', '    endpoints: { only: [list] } |'), ''], ['just a text |', ''],
    [inShop('entity', '    description: >\n      Anything\n      |'), ''],
  ]);
});

it('offers in texts that are broken, and in every way to write them', () => {
  check([
    [inShop('entity', '  A:\n    attributes:\n      a: { type: string, |'), 'format nullable…'],
    [inShop('step', '      - update: order\n        set: { total: order.|'), 'id number…'],
    [inShop('step', "      - require: 'order.|"), 'id number…'],
    [inShop('step', '      - require: "order.|'), 'id number…'],
    [inShop('step', '      - require: >\n          order.total > 1.00 &&\n          order.|'), 'id number…'],
    [inShop('step', '      - require: order.total > 1.00 &&\n          order.|'), 'id number…'],
    [inShop('entity', '  A: &a\n    |'), 'description attributes relations…'],
    [inShop('entity', '  Grüße😀:\n    relations:\n      ü: { belongsTo: |'), 'Customer Order Grüße…'],
    [inShop('step', '      - require: order.|').replaceAll('\n', '\r\n'), 'id number…'],
    [inShop('step', '      - update: order\n        set: { total: order.|').replaceAll('\n', '\r\n'), 'id number…'],
    ['{"devmatrix": 1, "name": "a", "entities": {"A": {"|"}}}', 'description attributes relations…'],
    ['{"devmatrix": 1, "name": "a", "entities": {"A": {"relations": {"b": {"belongsTo": |}}}}}', 'A'],
    ['{"devmatrix": 1, "name": "a", "entities": {"A": {"relations": {"b": {"belongsTo": "|\n}}}}}', 'A'],
  ]);
});

it('offers the fields of OpenAPI by place', () => {
  check([
    [inPets('operation', '    |'), 'post put patch delete parameters summary description servers options head'],
    [inPets('operation', '    post:\n      |'), 'responses operationId summary description tags parameters requestBody security…'],
    [inPets('operation', '    post:\n      responses:\n        |'), '201 200 202 204 400 401 403 404 409 422 429 500 503 default'],
    [inPets('operation', "    post:\n      responses:\n        '201':\n          |"), 'description $ref content headers…'],
    [inPets('operation', '    post:\n      requestBody:\n        content:\n          |'), 'application/json multipart/form-data…'],
    [inPets('operation', '    post:\n      parameters:\n        - |'), 'name in $ref required schema…'],
    [inPets('operation', '    post:\n      parameters:\n        - { name: a, in: | }'), 'path query header cookie'],
    [inPets('operation', '    post:\n      x-devmatrix: { | }'), 'operation words'],
    [inPets('schema', '    |'), 'new schema'],
    [inPets('schema', '    A:\n      type: |'), 'string integer number boolean object array'],
    [inPets('schema', '    A:\n      type: integer\n      format: |'), 'int32 int64'],
    [inPets('schema', '    A:\n      type: array\n      |'), 'items description enum nullable default example minItems maxItems uniqueItems readOnly writeOnly title deprecated externalDocs x-devmatrix'],
    [inPets('schema', "    A:\n      $ref: '#/components/schemas/Pet'\n      |"), 'description'],
    [inPets('schema', '    A:\n      type: object\n      required: [a, |]\n      properties: { a: { type: string }, b: { type: string } }'), 'b'],
    ['{"openapi": "3.1.0", "info": {"|"}, "paths": {}}', 'title version summary description termsOfService contact license'],
  ]);
});

it('offers the names that an OpenAPI document declares', () => {
  check([
    [inPets('schema', '    A:\n      $ref: |'), 'A Pet Person'],
    [inPets('schema', "    A:\n      allOf:\n        - $ref: '#/comp|'"), 'A Pet Person'],
    [inPets('operation', '    post:\n      parameters:\n        - $ref: |'), 'Limit'],
    [inPets('operation', '    post:\n      security:\n        - |'), 'bearer oauth'],
    [inPets('operation', '    post:\n      security:\n        - oauth: [|'), 'pets:read'],
    [inPets('operation', '    post:\n      tags: [|'), 'pets'],
    [inPets('item', '    parameters:\n      - name: |'), 'petId'],
  ]);
});

it('writes what was chosen as it has to stand there', () => {
  for (const [marked, label, line] of [
    [inShop('entity', '    |'), 'endpoints', '    endpoints:'],
    [inShop('entity', '    endpoints:\n      on|'), 'only', '      only: [¦]'],
    [inShop('entity', '    endpoints:\n      only:|'), 'list', '      only: [list¦]'],
    [inShop('entity', '  A:\n    attributes:\n      a:|'), 'email', '      a: email'],
    [inShop('entity', '  A:\n    relations:\n      a: |'), 'belongsTo', '      a: { belongsTo: ¦ }'],
    [inShop('step', '      |'), 'load', '      - load: '],
    [inShop('step', '      - update: order\n        set: { kind: |'), 'GIFT', "        set: { kind: '\"GIFT\"'"],
    [inShop('step', '      - require: order.status == "OP|"'), 'OPEN', '      - require: order.status == "OPEN"'],
    [inShop('step', '      - require: si|'), 'size', '      - require: size(¦)'],
    [inShop('step', '      - require: "order.status == |"'), 'OPEN', '      - require: "order.status == \\"OPEN\\""'],
    [inShop('step', '      - load: Or|x'), 'Order', '      - load: Order'],
    [inPets('schema', '    A:\n      $ref: |'), 'Pet', "      $ref: '#/components/schemas/Pet'"],
    [inPets('schema', "    A:\n      $ref: '#/comp|'"), 'Pet', "      $ref: '#/components/schemas/Pet'"],
    [inPets('operation', '    post:\n      responses:\n        |'), '201', "        '201':"],
    ['{"openapi": "3.1.0",\n"|\n"info": {}}', 'paths', '"paths": {¦},'],
    ['{"openapi": "3.1.0",\n"in|": {}}', 'info', '"info": {}}'],
  ] as const) assert.equal(chosen(marked, label).split('\n')[0], line, `${label} in ${line}`);
});

it('says more about what is offered', () => {
  const [required] = completionsIn(inShop('step', '      - forEach: orders\n        |'));
  assert.deepEqual([required?.label, required?.detail, required?.documentation], ['steps', 'required', 'What happens for each item.']);
  const total = completionsIn(inShop('step', '      - require: order.|')).find(({ label }) => label === 'total');
  assert.deepEqual([total?.kind, total?.detail], ['attribute', 'a decimal']);
  assert.match(completionsIn(inShop('step', '      - load: |'))[0]?.documentation ?? '', /^\*\*Customer\*\*, table `customers`/);
});

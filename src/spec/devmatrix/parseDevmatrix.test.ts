import assert from 'node:assert/strict';
import { applyEdits } from '../../base/textEdit.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { parseSpec } from '../parseSpec.ts';

/** Parses a spec that must be free of problems. */
function app(text: string): ApplicationIR {
  const { value, diagnostics } = parseSpec({ main: 'spec.yaml', read: () => `devmatrix: 1\nname: test\n${text}` });
  assert.deepEqual(diagnostics.map(({ code, message }) => `${code} ${message}`), []);
  assert.ok(value);
  return value;
}

/** Codes of what is wrong, each with the text that it points to. */
function problems(text: string): readonly string[] {
  const whole = `devmatrix: 1\nname: test\n${text}`;
  return parseSpec({ main: 'spec.yaml', read: () => whole }).diagnostics.map(({ code, span }) => `${code} ${whole.slice(span.start, span.end)}`);
}

/** The spec after all fixes were applied. */
function fixed(text: string): string {
  const { diagnostics } = parseSpec({ main: 'spec.yaml', read: () => text });
  return applyEdits(text, diagnostics.flatMap(({ fixes }) => fixes[0]?.edits() ?? []));
}

const pets = `
entities:
  Pet:
    attributes:
      name: string
      nick: string?
      chip: { type: string, immutable: true, unique: true }
      pin: { type: string, secret: true }
      status: { state: petStatus }
    relations:
      parent: { belongsTo: Pet, optional: true }
      children: { hasMany: Pet }
      toys: { manyToMany: Toy }
  Toy:
    attributes: { label: string, price: decimal }
    relations: { users: { manyToMany: Pet } }
stateMachines:
  petStatus:
    states: [HOME, AWAY]
    transitions: { leave: { from: HOME, to: AWAY, expose: true }, come: { from: '*', to: HOME } }
`;

it('implies endpoints, names and statuses', () => {
  const endpoints = app(pets).endpoints.map(({ key, operationId, successStatus }) => `${key} ${operationId} ${successStatus}`);
  assert.deepEqual(endpoints.filter((line) => line.includes('/pets')), [
    'GET /pets listPets 200', 'POST /pets createPet 201', 'GET /pets/{id} getPet 200', 'PUT /pets/{id} replacePet 200', 'PATCH /pets/{id} updatePet 200', 'DELETE /pets/{id} deletePet 204',
    'GET /pets/{id}/children listChildrenOfPet 200', 'GET /pets/{id}/toys listToysOfPet 200', 'PUT /pets/{id}/toys/{toyId} addToysOfPet 204', 'DELETE /pets/{id}/toys/{toyId} removeToysOfPet 204',
    'POST /pets/{id}/leave leavePet 200',
  ]);
});

it('shapes requests and responses after what attributes say', () => {
  const { schemas } = app(pets);
  const properties = (name: string) => {
    const schema = schemas.find((candidate) => candidate.name === name)?.schema;
    return schema?.kind === 'object' ? schema.properties.map((property) => property.name + (property.required ? '!' : '')) : undefined;
  };
  assert.deepEqual(properties('Pet'), ['id!', 'name!', 'nick!', 'chip!', 'status!', 'parentId!', 'createdAt!', 'updatedAt!']);
  assert.deepEqual(properties('PetCreate'), ['name!', 'nick', 'chip!', 'pin!', 'parentId']);
  assert.deepEqual(properties('PetReplace'), ['name!', 'nick', 'pin!', 'parentId']);
  assert.deepEqual(properties('PetUpdate'), ['name', 'nick', 'pin', 'parentId']);
  assert.deepEqual(properties('PetPage'), ['items!', 'nextCursor!']);
  assert.equal(schemas.some(({ name }) => name === 'ToyReplace'), false);
});

it('pairs the two sides of a manyToMany', () => {
  const { entities } = app(pets);
  const links = entities.flatMap(({ name, relations }) => relations.flatMap((relation) => (relation.kind === 'manyToMany' ? [`${name}.${relation.name} ${relation.through} ${relation.sourceColumn} ${relation.targetColumn} ${relation.owning}`] : [])));
  assert.deepEqual(links, ['Pet.toys pet_toys pet_id toy_id true', 'Toy.users pet_toys toy_id pet_id false']);
});

it('is public without auth and owners, and authenticated with one of them', () => {
  const access = (text: string) => [...new Set(app(text).endpoints.map((endpoint) => endpoint.access.kind))];
  assert.deepEqual(access(pets), ['public']);
  assert.deepEqual(access(`auth: {}\n${pets}`), ['secured']);
  assert.deepEqual(access('entities: { Note: { owner: who, attributes: { who: string, text: string } } }'), ['secured']);
});

it('lets a declared endpoint take the place of an implied one', () => {
  const { endpoints } = app(`${pets}\nflows:\n  adopt:\n    trigger: { http: 'POST /pets', body: { chip: string } }\n    steps:\n      - create: Pet\n        as: pet\n        values: { name: '"Rex"', chip: input.chip, pin: '"1"' }\n      - return: pet\n`);
  assert.deepEqual(endpoints.filter(({ key }) => key === 'POST /pets').map(({ operationId }) => operationId), ['adopt']);
});

it('locks what a later step writes, also in a loop over it', () => {
  const { flows } = app(`${pets}\nflows:\n  home:\n    trigger: { schedule: '0 3 * * *' }\n    steps:\n      - load: Pet\n        many: true\n        where: status == "AWAY"\n      - load: Toy\n        many: true\n      - forEach: pets.filter(pet, pet.nick != null)\n        as: pet\n        steps: [{ transition: pet, event: come }]\n`);
  assert.deepEqual(flows[0]?.steps.map((step) => (step.kind === 'loadMany' ? step.lock : undefined)), [true, false, undefined]);
});

it('knows the payload of an event from those who emit it, in whatever order', () => {
  const text = `${pets}\nflows:\n  second:\n    trigger: { event: first.done }\n    steps: [{ emit: second.done, payload: { n: input.n + 1 } }]\n  third:\n    trigger: { event: second.done }\n    steps: [{ let: { twice: input.n * 2 } }]\n  first:\n    trigger: call\n    steps: [{ emit: first.done, payload: { n: 1 } }]\n`;
  assert.deepEqual(app(text).events.map(({ name, payload }) => `${name} ${payload.map((field) => field.type.kind).join()}`), ['first.done int', 'second.done int']);
});

it('takes the failure of a guard from the guard, else from beside it', () => {
  const failureOf = (transition: string): unknown => {
    const { guard } = app(`entities: { A: { attributes: { s: { state: m } } } }\nstateMachines: { m: { entity: A, states: [X, Y], transitions: { go: { from: X, to: Y, ${transition} } } } }`).stateMachines[0]?.transitions[0] ?? {};
    return guard?.failure;
  };
  assert.deepEqual(failureOf('guard: { do: The moon is full., otherwise: { status: 422, code: late, message: No. } }'), { status: 422, code: 'late', message: 'No.' });
  assert.deepEqual(failureOf('guard: { do: The moon is full. }, otherwise: Beside.'), { status: 409, code: 'guard_failed', message: 'Beside.' });
  assert.equal(failureOf('guard: { do: The moon is full. }'), undefined);
  assert.deepEqual(failureOf('guard: self.id != "x", otherwise: { status: 422, code: late, message: No. }'), { status: 422, code: 'late', message: 'No.' });
  assert.deepEqual(failureOf('guard: { rule: self.id != "x", otherwise: Inside. }, otherwise: Beside.'), { status: 409, code: 'guard_failed', message: 'Inside.' });
});

it('takes a path parameter behind a collection for an attribute of that name, else for the key', () => {
  const text = `entities:\n  Book: { attributes: { isbn: { type: string, pattern: '^[0-9]{3}$', unique: true, default: '123' }, tags: 'string[]' } }\nendpoints:\n${['isbn', 'id', 'tags', 'other'].map((name) => `  'GET /books/{${name}}/cover-${name}': { steps: [{ return: 1 }] }\n`).join('')}  'GET /covers/{isbn}': { steps: [{ return: 1 }] }\n`;
  const schemas = app(text).endpoints.filter(({ path }) => path.includes('cover')).map(({ path, parameters: [first] }) => [path, first?.schema.kind === 'string' ? first.schema.pattern ?? first.schema.format ?? 'text' : 'none', first?.schema.default]);
  assert.deepEqual(schemas, [
    ['/books/{isbn}/cover-isbn', '^[0-9]{3}$', undefined], ['/books/{id}/cover-id', 'uuid', undefined], ['/books/{tags}/cover-tags', 'uuid', undefined], ['/books/{other}/cover-other', 'uuid', undefined], ['/covers/{isbn}', 'text', undefined],
  ]);
});

it('finds seed rows by their values', () => {
  const { entities } = app(`entities:\n  Land: { attributes: { code: { type: string, unique: true } }, seed: [{ code: DE }, { code: FR }] }\n  Town:\n    attributes: { name: string }\n    relations: { land: { belongsTo: Land } }\n    seed: [{ name: Paris, land: { code: FR } }]\n`);
  const [land, town] = entities;
  assert.equal(land?.seed[0]?.values['id'], undefined);
  assert.equal(town?.seed[0]?.values['landId'], land?.seed[1]?.values['id']);
});

it('tells each mistake once, at its place', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['entites: {}', ['DM1100 entites']],
    ['entities: { A: { attributes: { a: { type: strin } } } }', ['DM1110 strin']],
    ['entities: { A: { attributes: { a: { type: string, minLenght: 1 } } } }', ['DM1100 minLenght']],
    ['entities: { A: { attributes: { a: { type: integer, default: x } } } }', ['DM1112 x']],
    ['entities: { A: { attributes: { id: string } } }', ['DM1122 id']],
    ['entities: { A: { relations: { b: { belongsTo: B } } } }', ['DM1120 B']],
    ['entities: { A: { relations: { b: { belongsTo: A } } } }', ['DM1124 b']],
    ['entities: { A: { relations: { b: { hasMany: A } } } }', ['DM1123 b']],
    ['entities: { A: { relations: { b: { belongsTo: A, onDelete: setNull } } } }', ['DM1127 setNull', 'DM1124 b']],
    ['entities: { A: { owner: x } }', ['DM1121 x']],
    ['entities: { A: { owner: x, attributes: { x: integer } } }', ['DM1125 x']],
    ['entities: { A: { owner: b, relations: { b: { belongsTo: B } } }, B: {} }', ['DM1125 b']],
    ['entities: { OrderItem: {}, order_item: {} }', ['DM1104 order_item']],
    ['entities: { A: { attributes: { userName: string, user_name: string } } }', ['DM1104 user_name']],
    ['entities: { A: { attributes: { n: integer }, seed: [{ n: x }] } }', ['DM1126 x']],
    ['entities: { A: { unique: [[a, createdAt]] } }', ['DM1121 a']],
    ['auth: { scopes: [read] }\nentities: { A: { endpoints: { access: [raed] } } }', ['DM1133 raed']],
    ['auth: { schemes: { k: { type: apiKey, in: query, name: key } } }\nentities: { A: { attributes: { key: { type: string, unique: true } } } }', ['DM1106 { type: apiKey, in: query, name: key }']],
    ['types: { T: { type: object, properties: { t: T } } }', ['DM1113 T']],
    ['flows: { f: { trigger: { http: GET } } }', ['DM1132 GET']],
    ["flows: { f: { trigger: { schedule: '* * * * 9' } } }", ["DM1160 '* * * * 9'"]],
    ['flows: { f: { trigger: { event: gone } } }', ['DM1157 gone']],
    ['flows: { f: { trigger: call, steps: [{ call: g }] } }', ['DM1155 g']],
    ['flows: { f: { trigger: call, steps: [{ call: g }] }, g: { trigger: call, steps: [{ call: f }] } }', ['DM1156 f', 'DM1155 g']],
    ['flows: { f: { trigger: call, steps: [{ return: 1 }, { let: { a: 1 } }] } }', ['DM1164 { let: { a: 1 } }']],
    ['flows: { f: { trigger: call, steps: [{ require: true, let: { a: 1 } }] } }', ['DM1150 let']],
    ["flows: { f: { trigger: { http: 'GET /a/{x}' } }, g: { trigger: { http: 'GET /a/{y}' } } }", ["DM1130 'GET /a/{y}'"]],
    ['endpoints: { GET /a: {} }', ['DM1102 GET /a']],
    ['entities: { A: { attributes: { s: { state: m } } } }\nstateMachines: { m: { entity: A, states: [X, Y], transitions: { go: { from: X, to: Y, otherwise: No. } } } }', ['DM1100 otherwise']],
    ['entities: { A: { attributes: { s: { state: m } } } }\nstateMachines: { m: { entity: A, states: [X, Y], transitions: { go: { from: X, to: Y, guard: { do: Ask, rule: self.s == "X" } } } } }', ['DM1150 rule']],
    ['entities: { A: { attributes: { s: { state: m } } } }\nstateMachines: { m: { entity: A, states: [X, Y], transitions: { go: { from: X, to: Y, guard: true, acess: public } } } }', ['DM1100 acess']],
    ['invariants: { i: { entity: A } }\nentities: { A: {} }', ['DM1102 i']],
    ['entities: { A: { attributes: { s: { state: m } } } }\nstateMachines: { m: { states: [X, Y, Z], transitions: { go: { from: X, to: Y } } } }', ['DM1142 Z']],
    ['entities: { A: {} }\nstateMachines: { m: { entity: A, states: [X] } }', ['DM1144 m']],
  ];
  for (const [text, expected] of cases) assert.deepEqual(problems(text), expected, text);
});

it('tells what steps cannot do', () => {
  const flow = (step: string) => problems(`${pets}\nflows: { f: { trigger: { http: 'POST /x/{id}' }, steps: [{ load: Pet, by: input.id }, ${step}] } }`);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['{ update: pet, set: { status: AWAY } }', ['DM1153 status']],
    ['{ update: pet, set: { chip: \'"x"\' } }', ['DM1153 chip']],
    ['{ update: pet, set: { name: pet.nick } }', ['DM1306 pet.nick']],
    ['{ update: pet, set: { name: 1 } }', ['DM1305 1']],
    ['{ update: pat, set: {} }', ['DM1163 pat']],
    ['{ create: Pet, values: { name: pet.name } }', ['DM1152 Pet']],
    ['{ transition: pet, event: leav }', ['DM1145 leav']],
    ['{ load: Toy }', ['DM1102 Toy']],
    ['{ load: Toy, where: lable == "x" }', ['DM1121 lable']],
    ['{ load: Toy, where: label == "x" || label == "y" }', ['DM1154 label == "x" || label == "y"']],
    ['{ load: Pet, as: now, by: input.id }', ['DM1105 now']],
    ['{ load: Pet, as: p, by: pet.parent }', ['DM1303 parent']],
    ['{ require: pet.name == "x", otherwise: { status: 200 } }', ['DM1101 200']],
    ['{ let: { a: 0 } }, { let: { a: 0.5 } }', ['DM1305 0.5']],
    ['{ load: Toy, as: t, optional: true, by: input.id }, { delete: t }', ['DM1151 t']],
    ['{ load: Toy, as: t, optional: true, by: input.id }, { delete: t, when: t != null && t.nope == 1 }', ['DM1302 nope']],
  ];
  for (const [step, expected] of cases) assert.deepEqual(flow(step), expected, step);
});

it('refuses attributes that make something else of a row', () => {
  const { diagnostics } = parseSpec({ main: 'a.devmatrix.yaml', read: () => 'devmatrix: 1\nname: a\nentities: { A: { attributes: { then: string, class: string, constructor: string } } }' });
  assert.deepEqual(diagnostics.map(({ code, message }) => `${code} ${message.split(' ')[0] ?? ''}`), ['DM1105 "then"', 'DM1105 "constructor"']);
});

it('names what is implied otherwise where an entity has its name', () => {
  const { value, diagnostics } = parseSpec({ main: 'a.devmatrix.yaml', read: () => `devmatrix: 1
name: a
entities:
  Campaign: { attributes: { title: string } }
  CampaignUpdate: { attributes: { text: string } }
  CampaignPage: { attributes: { text: string } }
  RaceResult: { attributes: { text: string } }
  Problem: { attributes: { text: string } }
flows:
  race:
    trigger: { http: POST /races }
    steps: [{ return: { winner: '"nobody"' } }]
` });
  assert.deepEqual(diagnostics, []);
  const names = value?.schemas.map(({ name }) => name) ?? [];
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  assert.deepEqual(names.filter((name) => /^(Campaign|Race|Problem)/.test(name)), [
    'Campaign', 'CampaignCreate', 'CampaignUpdateSchema', 'CampaignPageSchema', 'CampaignUpdate', 'CampaignUpdateCreate', 'CampaignUpdateUpdate', 'CampaignUpdatePage',
    'CampaignPage', 'CampaignPageCreate', 'CampaignPageUpdate', 'CampaignPagePage', 'RaceResult', 'RaceResultCreate', 'RaceResultUpdate', 'RaceResultPage',
    'Problem', 'ProblemCreate', 'ProblemUpdate', 'ProblemPage', 'RaceResultSchema', 'ProblemDetails',
  ]);
});

it('names the flow of an exposed transition as no flow of the spec is named', () => {
  const read = (flow: string) => parseSpec({ main: 'a.devmatrix.yaml', read: () => `devmatrix: 1
name: a
entities:
  Booking: { attributes: { title: string, status: { state: bookingStatus } } }
stateMachines:
  bookingStatus: { entity: Booking, states: [OPEN, CANCELLED], transitions: { cancel: { from: OPEN, to: CANCELLED, expose: true } } }
flows:
  ${flow}
    trigger: { http: 'POST /bookings/{id}/cancellation' }
    steps: [{ load: Booking, by: input.id }, { transition: booking, event: cancel }, { return: booking }]
` });
  for (const [flow, ...names] of [['endBooking:', 'endBooking', 'cancelBooking'], ['cancelBooking:', 'cancelBooking', 'cancelBookingTransition']] as const) {
    const { value, diagnostics } = read(flow);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value?.flows.map(({ name }) => name), names);
  }
  const { diagnostics } = read(`cancelBookingTransition: { trigger: call, steps: [{ return: 1 }] }\n  cancelBooking:`);
  assert.deepEqual(diagnostics.filter(({ code }) => code === 'DM1104').map(({ message }) => message), [
    'The flow of the exposed transition bookingStatus.cancel, "cancelBookingTransition" collides with the flow "cancelBookingTransition": both become "cancelbookingtransition" in code or in the database.',
  ]);
});

it('repairs near misses', () => {
  const text = 'devmatrix: 1\nname: test\nentities:\n  Pet:\n    atributes:\n      name: { type: strng }\n    relations:\n      best: { belongsTo: Pte, optional: true }\n';
  const once = fixed(text);
  assert.equal(fixed(once), text.replace('atributes', 'attributes').replace('strng', 'string').replace('Pte', 'Pet'));
});

it('says what a file is that is no spec', () => {
  const codes = (text: string) => parseSpec({ main: 'a.yaml', read: () => text }).diagnostics.map(({ code }) => code);
  assert.deepEqual(codes(''), ['DM1001']);
  assert.deepEqual(codes('hello: world'), ['DM1013']);
  assert.deepEqual(codes('[1, 2]'), ['DM1013']);
  assert.deepEqual(codes('devmatrix: 2\nname: x'), ['DM1103']);
  assert.deepEqual(parseSpec({ main: 'a.yaml', read: () => undefined }).diagnostics.map(({ code }) => code), ['DM1014']);
});

it('binds a created row by the name of its entity, unless the name is taken', () => {
  const flow = (steps: string) => problems(`${pets}\nflows: { f: { trigger: { http: 'POST /x' }, steps: [${steps}] } }`);
  const create = '{ create: Pet, values: { name: \'"a"\', chip: \'"b"\' } }';
  assert.deepEqual(flow(`${create}, { return: pet }`).filter((problem) => problem.startsWith('DM1301')), []);
  assert.deepEqual(flow(`{ let: { pet: 1 } }, ${create}, { return: pet + 1 }`).filter((problem) => problem.startsWith('DM130')), []);
});

it('reads the default of a part of a stored object where the row has none, and asks has() of what is there', () => {
  const text = `devmatrix: 1
name: boards
entities:
  Board: { attributes: { title: string, settings: { type: object, properties: { level: { enum: [LOW, HIGH], default: LOW }, days: { type: integer, default: 30 }, hint: { type: string, optional: true } } } } }
flows:
  f:
    trigger: { http: 'POST /boards/{id}/copy' }
    steps:
      - { load: Board, by: input.id }
      - let: { level: board.settings.level, days: board.settings.days + 1, isTold: has(board.settings.days) }
      - LAST
`;
  const told = (last: string) => parseSpec({ main: 'a.devmatrix.yaml', read: () => text.replace('LAST', last) }).diagnostics.map(({ code }) => code);
  assert.deepEqual(told('{ return: { level: level, days: days, isTold: isTold } }'), []);
  assert.deepEqual(told('{ update: board, set: { title: board.settings.level } }'), []);
  assert.deepEqual(told('{ update: board, set: { title: board.settings.hint } }'), ['DM1306']);
});

it('knows that there is a caller where every way to a called flow needs one', () => {
  const spec = (access: string, more = '') => problems(`auth: { scopes: [s] }\nentities: { A: { attributes: { by: string } } }\nflows:\n  f: { trigger: { http: 'POST /x', access: ${access} }, steps: [{ call: g }] }\n  g: { trigger: call, steps: [{ create: A, values: { by: caller.id } }] }\n${more}`);
  assert.deepEqual(spec('authenticated'), []);
  assert.deepEqual(spec('public'), ['DM1306 caller.id']);
  assert.deepEqual(spec('authenticated', 'endpoints: { POST /y: { flow: g, access: public } }'), ['DM1306 caller.id']);
});

it('names the operation of an event like no implied one', () => {
  const { endpoints } = app("entities: { Job: { attributes: { s: { state: m } } } }\nstateMachines: { m: { entity: Job, states: [X, Y], transitions: { delete: { from: X, to: Y, expose: true } } } }");
  const names = endpoints.map(({ operationId }) => operationId);
  assert.ok(names.includes('deleteJob') && names.includes('deleteJobTransition'));
});

it('refuses expressions that are nested without end', () => {
  for (const rule of [`${'!'.repeat(100_000)}true`, `${'1 + '.repeat(30_000)}1 > 0`, `${'true && '.repeat(2_000)}true`]) {
    const text = `devmatrix: 1\nname: a\nentities: { A: { attributes: { b: string } } }\ninvariants: { c: { entity: A, rule: "${rule}" } }\n`;
    const found = parseSpec({ main: 'a.yaml', read: () => text }).diagnostics.map(({ code }) => code);
    assert.ok(found.length === 0 || (found.length === 1 && found[0] === 'DM1300'), found.join(' '));
  }
});

it('forgets of a written row only what was written', () => {
  const flow = (steps: string) => problems(`entities: { Job: { attributes: { who: string?, at: { type: timestamp, nullable: true, generated: flow }, s: { state: m } } } }
stateMachines: { m: { entity: Job, states: [X, Y], transitions: { go: { from: X, to: Y } } } }
flows: { f: { trigger: { http: 'POST /jobs/{id}/x' }, steps: [{ load: Job, by: input.id }, { require: job.who != null }, ${steps}, { let: { a: 'job.who + "!"', b: 'now - job.at' } }] } }`);
  assert.deepEqual(flow('{ transition: job, event: go }'), ['DM1306 job.at']);
  assert.deepEqual(flow('{ transition: job, event: go }, { update: job, set: { at: now } }'), []);
  assert.deepEqual(flow('{ update: job, set: { who: null, at: now } }'), ['DM1306 job.who']);
});

it('takes what has a default in a request for given', () => {
  const body = 'lines: { type: array, items: { type: object, properties: { count: { type: integer, default: 1 }, note: { type: string, optional: true } } } }';
  const flow = (value: string) => problems(`entities: { A: { attributes: { x: string } } }\nflows: { f: { trigger: { http: { method: POST, path: /x }, body: { ${body} } }, steps: [{ return: 'sum(input.lines.map(l, ${value}))' }] } }`);
  assert.deepEqual(flow('l.count'), []);
  assert.deepEqual(flow('size(l.note)').map((problem) => problem.split(' ')[0]), ['DM1306']);
});

it('gives a call the defaults of the arguments that it leaves out', () => {
  const { flows } = app("entities: { A: { attributes: { x: string } } }\nflows: { f: { trigger: { http: 'POST /x' }, steps: [{ call: g, with: { a: 1 } }] }, g: { trigger: { call: { a: integer, b: { type: decimal, default: 2 } } }, steps: [] } }");
  const [step] = flows[0]?.steps ?? [];
  assert.deepEqual(step?.kind === 'call' ? step.arguments.map(({ name, value }) => [name, value.kind === 'literal' ? value.value : '']) : [], [['a', 1], ['b', '2.00']]);
});

it('takes decimals for numbers that can be multiples', () => {
  assert.deepEqual(problems('entities: { A: { attributes: { x: { type: decimal, multipleOf: 0.25 } } } }'), []);
});

it('takes an empty text for itself', () => {
  assert.deepEqual(problems("entities: { A: { attributes: { x: string } } }\nflows: { f: { trigger: { http: 'POST /x' }, steps: [{ let: { t: [''] } }, { return: { text: '', list: t } }] } }"), []);
});

it('gives null where a flow can end without its result', () => {
  const flow = (steps: string) => app(`entities: { A: { attributes: { x: string } } }\nflows: { f: { trigger: { http: 'POST /x' }, steps: [${steps}] } }`).flows[0]?.result;
  assert.deepEqual(flow('{ return: null, when: now > now }, { return: 1 }'), { kind: 'int', nullable: true });
  assert.equal(flow('{ return: null, when: now > now }'), undefined);
});

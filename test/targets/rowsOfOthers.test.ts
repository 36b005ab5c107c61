import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const files = generatedFiles(`devmatrix: 1
name: power
auth: { scopes: { board: Runs it. } }
entities:
  Household:
    owner: userId
    attributes: { userId: { type: string, unique: true } }
    relations: { meters: { hasMany: Meter } }
  Roof:
    attributes: { tilt: { type: integer, minimum: 0, maximum: 90 } }
    relations: { meters: { hasMany: Meter } }
  Meter:
    attributes: { serial: { type: string, unique: true }, kind: { enum: [USES, MAKES] } }
    relations:
      household: { belongsTo: Household, optional: true }
      roof: { belongsTo: Roof, optional: true }
    endpoints: { access: { write: [board] } }
invariants:
  makersOnRoofs: { entity: Meter, rule: self.kind == "MAKES" || self.roofId == null }
endpoints:
  GET /stats:
    query: { factor: { type: integer, minimum: 2 } }
    steps:
      - load: Roof
        many: true
      - let: { known: size(roofs), flat: 0 }
      - forEach: roofs.filter(roof, roof.tilt < 10)
        as: roof
        steps:
          - let: { flat: flat + 1 }
      - return: { known: known, flat: flat, factor: input.factor }
`);

it('gives a row that refers to another what its invariants ask for then', () => {
  assert.match(files.get('tests/generated/contract/meter.test.ts') ?? '', /url: `\/roofs\/\$\{id\}\/meters`, given: \{ roofId: id, kind: 'MAKES' as const \}/);
  assert.match(files.get('tests/generated/contract/roof.test.ts') ?? '', /given: \(roof\) => \(\{ roofId: roof\.id, kind: 'MAKES' as const \}\)/);
  assert.match(files.get('tests/generated/contract/meter.test.ts') ?? '', /given: \{ householdId: id \}/);
});

it('lets the caller whose row is referred to make the row that refers to it', () => {
  assert.match(files.get('tests/generated/support/rows.ts') ?? '', /make: \(by, given\) => aMeter\(by, given\)/);
});

it('expects of an answer only what does not depend on rows that other tests made', () => {
  assert.match(files.get('tests/generated/workflow/getStats.test.ts') ?? '', /expectFields\(getStats, \{ factor: \d+ \}\)/);
});

it('tests no list of children whose parent only flows choose', () => {
  const list = generatedFiles(`devmatrix: 1
name: kilns
entities:
  Firing: { attributes: { cone: integer }, relations: { pieces: { hasMany: Piece }, logs: { hasMany: Log } } }
  Piece: { attributes: { title: string }, relations: { firing: { belongsTo: Firing, optional: true, generated: flow } } }
  Log: { attributes: { line: string }, relations: { firing: { belongsTo: Firing } } }
`);
  assert.doesNotMatch(list.get('tests/generated/contract/piece.test.ts') ?? '', /firings\/\$\{id\}\/pieces/);
  assert.match(list.get('tests/generated/contract/log.test.ts') ?? '', /firings\/\$\{id\}\/logs/);
});

it('expects nothing of values that a flow computes from rows of others and writes', () => {
  const made = generatedFiles(`devmatrix: 1
name: wages
entities:
  Worker: { attributes: { name: string, wage: { type: decimal, default: 0, generated: flow } } }
  Run:
    attributes: { month: { type: integer, minimum: 1, maximum: 12 }, total: { type: decimal, default: 0, generated: flow }, closed: { type: boolean, default: false, generated: flow } }
flows:
  raise:
    trigger: { http: 'PUT /workers/{id}/wage', body: { wage: { type: decimal, minimum: 0 } } }
    steps:
      - load: Worker
        by: input.id
      - update: worker
        set: { wage: input.wage }
      - return: worker
  compute:
    trigger: { http: 'POST /runs/{id}/compute' }
    steps:
      - load: Run
        by: input.id
      - load: Worker
        many: true
        where: wage > 0.00
      - let: { total: 'decimal("0.00")' }
      - forEach: workers
        steps:
          - let: { total: total + item.wage }
      - update: run
        set: { total: total, closed: true }
  reopen:
    trigger: { http: 'POST /runs/{id}/reopen' }
    steps:
      - load: Run
        by: input.id
      - require: run.closed
      - update: run
        set: { closed: false }
      - return: run
`);
  const compute = made.get('tests/generated/workflow/compute.test.ts') ?? '';
  assert.match(compute, /closed: true/);
  assert.doesNotMatch(compute, /total:/);
  const reopen = made.get('tests/generated/workflow/reopen.test.ts') ?? '';
  assert.match(reopen, /closed: false/);
  assert.doesNotMatch(reopen, /total:/);
});

import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const spec = `devmatrix: 1
name: rounds
auth: { scopes: [doctor, chief], admin: chief }
entities:
  Doctor:
    attributes: { login: { type: string, unique: true }, name: string }
    endpoints: { access: { read: authenticated, write: [chief] } }
  Patient: { owner: keeper, attributes: { keeper: string, name: string } }
  Visit:
    owner: patient
    attributes: { findings: { type: string, nullable: true, generated: flow }, status: { state: progress } }
    relations: { doctor: { belongsTo: Doctor }, patient: { belongsTo: Patient } }
    endpoints: { only: [list, read] }
  Report: { owner: visit, attributes: { text: string }, relations: { visit: { belongsTo: Visit } }, endpoints: { only: [list, read] } }
stateMachines:
  progress: { entity: Visit, states: [PLANNED, DONE], transitions: { finish: { from: PLANNED, to: DONE } } }
flows:
  plan:
    trigger: { http: 'POST /visits', status: 201, body: { doctorId: uuid, patientId: uuid } }
    steps:
      - create: Visit
        values: { doctor: input.doctorId, patient: input.patientId }
      - return: visit
  finish:
    trigger: { http: 'POST /visits/{id}/finish', access: [doctor], body: { findings: { type: string, minLength: 1 } } }
    steps:
      - load: Visit
        by: input.id
      - load: Doctor
        where: login == caller.id
        otherwise: { status: 403, code: no_doctor, message: Only doctors finish visits. }
      - require: visit.doctorId == doctor.id
        otherwise: { status: 403, code: another_doctor, message: This is the visit of somebody else. }
      - transition: visit
        event: finish
      - update: visit
        set: { findings: input.findings }
      - create: Report
        values: { text: input.findings, visit: visit }
      - return: visit
  countVisits:
    trigger: { http: 'POST /visits/count', access: [doctor] }
    steps:
      - load: Visit
        many: true
      - return: { visits: size(visits) }
`;

const files = generatedFiles(spec);

it('makes the row by which flows know the caller with the id of the one who calls them, whoever makes it', () => {
  const text = files.get('tests/generated/workflow/finish.test.ts') ?? '';
  assert.match(text, /test\('finish does its work'/);
  assert.match(text, /await aDoctor\(administrator, \{ login: by\.subject/);
  assert.match(text, /403, 'no_doctor'/);
  assert.match(text, /403, 'another_doctor'/);
});

it('reaches states by flows that only the one may call whom the row names', () => {
  const text = files.get('tests/generated/stateMachine/progress.test.ts') ?? '';
  assert.doesNotMatch(text, /Not reached/);
  assert.match(text, /login: by\.subject/);
});

it('makes that row once for each caller in factories', () => {
  const text = files.get('tests/generated/support/factories.ts') ?? '';
  assert.match(text, /function doctorOf\(by: TestCaller = someone\(\)\): Promise<Doctor> \{\n  const known = doctorOfKnown\.get\(by\) \?\? aDoctor\(undefined, \{ login: by\.subject \}\);/);
  assert.match(text, /function aReport\(by: TestCaller = someone\(\)\)[^}]*await doctorOf\(by\)/);
});

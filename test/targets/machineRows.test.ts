import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

it('reads the row of a machine again, not what was answered when it was made beside', () => {
  const text = generatedFiles(`devmatrix: 1
name: probes
entities:
  Probe: { attributes: { value: integer }, endpoints: { only: [list, read] } }
  Alarm:
    attributes: { level: { enum: [LOW, HIGH] }, status: { state: alarm } }
    relations: { probe: { belongsTo: Probe } }
    endpoints: { only: [list, read] }
stateMachines:
  alarm: { entity: Alarm, states: [RAISED, CLEARED], transitions: { clear: { from: RAISED, to: CLEARED, expose: true } } }
flows:
  report:
    trigger: { http: 'POST /probes', status: 201, body: { value: { type: integer, minimum: 0, maximum: 900 } } }
    steps:
      - create: Probe
        values: { value: input.value }
      - create: Alarm
        when: input.value > 100
        values: { probe: probe, level: '"HIGH"' }
      - return: probe
`).get('tests/generated/stateMachine/alarm.test.ts') ?? '';
  assert.match(text, /read: \(\{ by, listedAlarm \}\) => send\('GET', `\/alarms\/\$\{listedAlarm\.items\[0\]\?\.id\}`, \{ by \}\)/);
  assert.doesNotMatch(text, /Not reached/);
});

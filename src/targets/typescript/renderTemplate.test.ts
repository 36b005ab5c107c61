import assert from 'node:assert/strict';
import type { Features } from './features.ts';
import { renderTemplate } from './renderTemplate.ts';

const none: Features = {
  auth: false, jwt: false, apiKey: false, apiKeyInQuery: false, basic: false, credentialMaps: false, authorizationHeader: false,
  events: false, schedules: false, background: false, idempotency: false, metrics: false, rateLimit: false, seed: false, wordsInvariants: false, testProofs: false,
};
const template = ['a', '// {{#events}}', 'b', '  # {{#metrics}}', 'c', '  # {{/metrics}}', '// {{/events}}', '-- {{#seed}}', 'd', '-- {{/seed}}', '{{port}} {{method}}'].join('\n');

it('keeps the parts of the features that the application has', () => {
  assert.equal(renderTemplate(template, { ...none, events: true }, { port: '80' }).text, 'a\nb\n80 {{method}}');
  assert.equal(renderTemplate(template, { ...none, events: true, metrics: true, seed: true }, {}).text, 'a\nb\nc\nd\n{{port}} {{method}}');
  assert.equal(renderTemplate(template, { ...none, metrics: true }, {}).text, 'a\n{{port}} {{method}}');
});

it('says whether the formatter has to see the result', () => {
  assert.equal(renderTemplate('const port = {{port}};', none, { port: '80' }).changed, false);
  assert.equal(renderTemplate(template, none, {}).changed, true);
});

it('refuses a template with unknown or unclosed parts', () => {
  assert.throws(() => renderTemplate('// {{#nothing}}\n// {{/nothing}}', none, {}), /unknown feature: nothing/);
  assert.throws(() => renderTemplate('// {{#events}}', none, {}), /not closed/);
  assert.throws(() => renderTemplate('// {{#events}}\n// {{/seed}}', none, {}), /not open/);
});

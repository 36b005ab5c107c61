import assert from 'node:assert/strict';
import { renderPrompt, slotsOf } from './renderPrompt.ts';

it('puts values into slots, and never reads a value as a template', () => {
  assert.equal(renderPrompt('A {{x}} B {{y}} C', { x: '{{y}} $& {{#y}}', y: '1' }), 'A {{y}} $& {{#y}} B 1 C');
  assert.equal(renderPrompt('{{constructor}}.', {}), '.');
});

it('keeps a block only when its slot has a value', () => {
  const template = 'a\n{{#x}}\n- {{x}}\n{{/x}}\nb\n';
  assert.equal(renderPrompt(template, { x: '1' }), 'a\n- 1\nb');
  assert.equal(renderPrompt(template, {}), 'a\nb');
});

it('names the slots of a template', () => {
  assert.deepEqual([...slotsOf('{{a}} {{#b}}\n{{c}}\n{{/b}}')], ['a', 'b', 'c']);
});

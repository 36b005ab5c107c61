import assert from 'node:assert/strict';
import { choiceProblem, chooseTemplates, type PromptTemplates, templateNames, templatesFor, versionsOf } from './promptLibrary.ts';

const v1 = templateNames.map((name) => [`v1/${name}.md`, `${name} of v1`] as const);
const files = new Map([...v1, ...templateNames.map((name) => [`v2/${name}.md`, `${name} of v2`] as const), ['v1b/system.md', 'system of v1b'], ['v10/system.md', 'x'], ['README.md', 'no version']]);

function chosen(wanted?: string): readonly PromptTemplates[] {
  const choice = chooseTemplates(files, wanted);
  assert.ok(choice.kind === 'chosen');
  return choice.templates;
}

it('takes the version that is named, and the current one when none is', () => {
  assert.deepEqual(chosen().map(({ id }) => id), ['v1']);
  assert.equal(chosen('v2')[0]?.texts.system, 'system of v2');
  assert.deepEqual(versionsOf(files), ['v1', 'v1b', 'v2', 'v10']);
});

it('gives a variant what it does not have itself from its version', () => {
  const [variant] = chosen('v1b');
  assert.deepEqual([variant?.id, variant?.texts.system, variant?.texts.operation], ['v1b', 'system of v1b', 'operation of v1']);
});

it('says which versions there are when one is unknown, and what one lacks', () => {
  const unknown = chooseTemplates(files, 'v3');
  assert.equal(unknown.kind === 'chosen' ? '' : choiceProblem(unknown), 'There are no prompts of version "v3". Known versions: v1, v1b, v2, v10.');
  const broken = chooseTemplates(files, 'v10');
  assert.match(broken.kind === 'chosen' ? '' : choiceProblem(broken), /^The prompts of version v10 are incomplete: operation\.md, /);
});

it('gives each of several variants to as many units, and a unit always the same', () => {
  const [first, ...others] = chosen('v1, v1b');
  assert.ok(first !== undefined);
  const both = [first, ...others] as const;
  const units = Array.from({ length: 1000 }, (_, index) => `src/services/operations/op${String(index)}.ts#op${String(index)}`);
  const share = units.filter((unit) => templatesFor(unit, both).id === 'v1b').length;
  assert.ok(share > 450 && share < 550, String(share));
  assert.ok(units.every((unit) => templatesFor(unit, both) === templatesFor(unit, both)));
});

import assert from 'node:assert/strict';
import { Inputs } from './inputs.ts';
import { OfModules } from './ofModules.ts';
import { Tracked } from './tracked.ts';

/** Results that say what each module and `shared` say, and which of them were asked for. */
function results(paths: string[]): { readonly inputs: Inputs; readonly all: OfModules<string>; readonly asked: () => readonly string[]; readonly texts: () => readonly string[]; readonly changeSet: (next: string[]) => void } {
  const inputs = new Inputs();
  const asked: string[] = [];
  let modules = { paths, set: 0 };
  const all = new OfModules({ inputs, get paths() { return modules.paths; }, get set() { return modules.set; } }, new Tracked<string>(inputs), (path) => {
    asked.push(path);
    inputs.touch(path);
    if (path === 'b') inputs.touch('shared');
    return `${path} ${inputs.stampOf(path)} ${path === 'b' ? inputs.stampOf('shared') : ''}`.trim();
  });
  return {
    inputs, all,
    asked: () => asked.splice(0),
    texts: () => {
      const texts: string[] = [];
      all.forEach((text) => texts.push(text));
      return texts;
    },
    changeSet: (next) => { modules = { paths: next, set: modules.set + 1 }; },
  };
}

it('looks again only at the results of modules that are made of what changed', () => {
  const { inputs, all, asked, texts } = results(['a', 'b', 'c']);
  assert.equal(all.update().length, 3);
  assert.deepEqual(asked(), ['a', 'b', 'c']);
  assert.deepEqual(all.update(), []);
  inputs.set('shared', '1');
  assert.deepEqual(all.update(), [{ path: 'b', before: 'b', now: 'b  1' }]);
  inputs.set('c', '1');
  assert.deepEqual(all.update().map(({ path }) => path), ['c']);
  assert.deepEqual(asked(), ['b', 'c']);
  assert.deepEqual(texts(), ['a', 'b  1', 'c 1']);
});

it('tells which modules came and went, and keeps the order of the modules', () => {
  const { all, texts, changeSet } = results(['a', 'c']);
  all.update();
  changeSet(['b', 'c']);
  assert.deepEqual(all.update(), [{ path: 'a', before: 'a', now: undefined }, { path: 'b', before: undefined, now: 'b' }]);
  assert.deepEqual(texts(), ['b', 'c']);
});

it('sees what changed back in between as it was', () => {
  const { inputs, all, asked } = results(['a']);
  all.update();
  asked();
  inputs.set('a', '1');
  inputs.set('a', '');
  assert.deepEqual(all.update(), []);
  assert.deepEqual(asked(), []);
});

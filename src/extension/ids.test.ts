import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandIds, contextKeys, settingIds } from './ids.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const { contributes } = read('package.json') as Manifest;
const sorted = (list: Iterable<string>): readonly string[] => [...new Set(list)].sort();

it('knows exactly the commands that package.json contributes', () => {
  assert.deepEqual(sorted(Object.values(commandIds)), sorted(contributes.commands.map(({ command }) => command)));
});

it('puts only its own commands into menus', () => {
  const inMenus = Object.values(contributes.menus).flat().map(({ command }) => command);
  const known: readonly string[] = Object.values(commandIds);
  assert.deepEqual(inMenus.filter((command) => !known.includes(command)), []);
});

it('knows exactly the settings that package.json contributes', () => {
  const { section, ...settings } = settingIds;
  assert.deepEqual(sorted(Object.values(settings).map((name) => `${section}.${name}`)), sorted(Object.keys(contributes.configuration.properties)));
});

it('sets every context key that a menu asks for', () => {
  const conditions = [...Object.values(contributes.menus).flat(), ...contributes.commands].map((entry) => JSON.stringify(entry));
  const asked = conditions.flatMap((condition) => condition.match(/devmatrix\.\w+(?=[\s)"&|]|$)/g) ?? []);
  const known: readonly string[] = [...Object.values(contextKeys), ...Object.values(commandIds)];
  assert.deepEqual(sorted(asked.filter((key) => !known.includes(key))), []);
});

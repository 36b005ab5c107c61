import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { isOnNetworkShare } from './networkShare.ts';
import { workspaceId } from './workspaceId.ts';

const names = ['DEVMATRIX_DATA', 'XDG_DATA_HOME'] as const;
let before: Readonly<Record<string, string | undefined>> = {};

beforeEach(() => {
  before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
});

afterEach(() => {
  for (const name of names) {
    const value = before[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

it('what is kept for good lies where the person says, else where the platform keeps data', () => {
  process.env['XDG_DATA_HOME'] = join('some', 'data');
  process.env['DEVMATRIX_DATA'] = '';
  assert.equal(dataFolder(), join('some', 'data', 'devmatrix'));
  process.env['DEVMATRIX_DATA'] = 'elsewhere';
  assert.equal(dataFolder(), 'elsewhere');
});

it('a folder of this machine is no network share', () => {
  assert.equal(isOnNetworkShare(import.meta.dirname), false);
});

it('a workspace has the same id by whatever way it is named, and another has another', () => {
  assert.equal(workspaceId(import.meta.dirname), workspaceId(join(import.meta.dirname, '..', 'node')));
  assert.notEqual(workspaceId(import.meta.dirname), workspaceId(join(import.meta.dirname, '..')));
  assert.match(workspaceId('/nowhere'), /^[0-9a-f]{16}$/);
});

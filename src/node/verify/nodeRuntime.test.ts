import assert from 'node:assert/strict';
import { findNodeRuntime, isNative } from './nodeRuntime.ts';

it('knows which versions of Node run TypeScript as it is', () => {
  assert.deepEqual(['20.20.2', '22.17.9', '22.18.0', '24.0.0', '100.1.0'].map(isNative), [false, false, true, true, true]);
});

it('finds a Node on this machine', async () => {
  const { version } = await findNodeRuntime();
  assert.match(version, /^\d+\.\d+\.\d+/);
});

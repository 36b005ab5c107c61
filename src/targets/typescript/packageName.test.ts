import assert from 'node:assert/strict';
import { packageName, packageVersion } from './packageName.ts';

it('makes names and versions that npm accepts', () => {
  assert.deepEqual(['shop', 'größe-shop', '-', 'node-modules'].map(packageName), ['shop', 'gr-e-shop', 'app', 'app']);
  assert.deepEqual(['1.2.3', '1.2.3-rc.1', 'v1.2', '2024-01-05', '', '01.2.3'].map(packageVersion), ['1.2.3', '1.2.3-rc.1', '1.2.0', '2024.1.5', '0.0.0', '1.2.3']);
});

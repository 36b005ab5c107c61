import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepList, keptList } from './keptLists.ts';

const house = { protocol: 'compatible', baseUrl: 'https://house.example/v1', key: 'key-of-the-house-0123456789' } as const;
const now = 1_800_000_000_000;

function inCache(act: (folder: string) => void): void {
  const before = process.env['XDG_CACHE_HOME'];
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-lists-'));
  process.env['XDG_CACHE_HOME'] = folder;
  try {
    act(join(folder, 'devmatrix', 'model-lists'));
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'XDG_CACHE_HOME');
    else process.env['XDG_CACHE_HOME'] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}

it('keeps what a provider told for an hour, by its address and key', () => {
  inCache((folder) => {
    assert.equal(keptList(house, now), undefined);
    keepList(house, [{ model: 'large', contextTokens: 8000 }], now);
    assert.deepEqual(keptList(house, now + 3_599_999), [{ model: 'large', contextTokens: 8000 }]);
    assert.equal(keptList(house, now + 3_600_000), undefined);
    // The clock was set back.
    assert.equal(keptList(house, now - 1), undefined);
    assert.equal(keptList({ ...house, key: undefined }, now), undefined);
    assert.equal(keptList({ ...house, baseUrl: 'https://other.example/v1' }, now), undefined);
    const [file = ''] = readdirSync(folder);
    assert.ok(!`${file}${readFileSync(join(folder, file), 'utf8')}`.includes('house'));
  });
});

it('takes a damaged file for none', () => {
  inCache((folder) => {
    keepList(house, [{ model: 'large' }], now);
    const file = join(folder, readdirSync(folder)[0] ?? '');
    for (const text of ['', '{', 'null', '{"at":1}', `{"at":${String(now)},"models":[{"model":1}]}`, `{"at":"now","models":[]}`]) {
      writeFileSync(file, text);
      assert.equal(keptList(house, now), undefined, text);
    }
  });
});

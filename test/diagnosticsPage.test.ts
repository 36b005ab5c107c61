import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderDiagnosticsPage } from './support/diagnosticsPage.ts';

it('keeps the page of diagnostics as the catalogues say (refresh: node scripts/diagnosticsPage.ts)', () => {
  assert.equal(readFileSync(new URL('../docs/diagnostics.md', import.meta.url), 'utf8'), renderDiagnosticsPage());
});

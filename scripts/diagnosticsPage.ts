// Writes docs/diagnostics.md from the catalogues: node scripts/diagnosticsPage.ts
import { writeFileSync } from 'node:fs';
import { renderDiagnosticsPage } from '../test/support/diagnosticsPage.ts';

writeFileSync(new URL('../docs/diagnostics.md', import.meta.url), renderDiagnosticsPage());

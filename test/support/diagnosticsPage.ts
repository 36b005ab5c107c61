import type { DiagnosticDefinition } from '../../src/base/catalogue.ts';
import { pipelineCatalogue } from '../../src/pipeline/catalogue.ts';
import { specCatalogue } from '../../src/spec/catalogue.ts';
import { openapiCatalogue } from '../../src/spec/openapi/catalogue.ts';

const sections: readonly { readonly title: string; readonly definitions: Readonly<Record<string, DiagnosticDefinition>> }[] = [
  { title: 'Sources and DevMatrix YAML', definitions: specCatalogue.definitions },
  { title: 'OpenAPI', definitions: openapiCatalogue.definitions },
  { title: 'Writing an app', definitions: pipelineCatalogue.definitions },
];

/** The page of all diagnostics, by catalogue and code. */
export function renderDiagnosticsPage(): string {
  const lines = ['# Diagnostics', '', 'Made from the catalogues by `node scripts/diagnosticsPage.ts`.', ''];
  for (const { title, definitions } of sections) {
    lines.push(`## ${title}`, '');
    for (const code of Object.keys(definitions).sort()) {
      const definition = definitions[code];
      if (definition === undefined) continue;
      lines.push(`### ${code}: ${definition.title}`, '', `*${definition.severity}*: ${definition.message}`, '', definition.help, '');
    }
  }
  return lines.join('\n');
}

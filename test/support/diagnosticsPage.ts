import type { DiagnosticDefinition } from '../../src/base/catalogue.ts';
import { complianceCatalogue } from '../../src/compliance/catalogue.ts';
import { answerCatalogue } from '../../src/llm/answers/catalogue.ts';
import { pipelineCatalogue } from '../../src/pipeline/catalogue.ts';
import { sourceCatalogue } from '../../src/spec/catalogue.ts';
import { celCatalogue } from '../../src/spec/cel/catalogue.ts';
import { devmatrixCatalogue } from '../../src/spec/devmatrix/catalogue.ts';
import { openApiCatalogue } from '../../src/spec/openapi/catalogue.ts';
import { candidateCatalogue } from '../../src/node/atoms/catalogue.ts';
import { caseCatalogue } from '../../src/targets/typescript/atoms/cases/caseProblems.ts';
import { codeCatalogue } from '../../src/targets/typescript/atoms/checks/catalogue.ts';
import { levelCatalogue } from '../../src/pipeline/atoms/levelCatalogue.ts';
import { waveCatalogue } from '../../src/waves/catalogue.ts';

const sections: readonly { readonly title: string; readonly definitions: Readonly<Record<string, DiagnosticDefinition>> }[] = [
  { title: 'Reading a file', definitions: sourceCatalogue.definitions },
  { title: 'DevMatrix YAML', definitions: devmatrixCatalogue.definitions },
  { title: 'Expressions', definitions: celCatalogue.definitions },
  { title: 'OpenAPI', definitions: openApiCatalogue.definitions },
  { title: 'Writing an app', definitions: pipelineCatalogue.definitions },
  { title: 'Compliance of an app with its spec', definitions: complianceCatalogue.definitions },
  { title: 'Code that a model wrote', definitions: codeCatalogue.definitions },
  { title: 'Code that a model wrote, tried in the app', definitions: candidateCatalogue.definitions },
  { title: 'Examples that a model gave', definitions: caseCatalogue.definitions },
  { title: 'Answers of models', definitions: answerCatalogue.definitions },
  { title: 'Runs', definitions: { ...waveCatalogue.definitions, ...levelCatalogue.definitions } },
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

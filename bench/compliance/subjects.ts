import { nodePorts } from '../../src/node/nodePorts.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { readTemplates } from '../../src/node/templates.ts';
import type { ApplicationIR } from '../../src/ir/application.ts';
import type { Target } from '../../src/ir/target.ts';
import { type LoadedSpec, loadSpec } from '../../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../../src/pipeline/targets.ts';
import { App } from './app.ts';
import { editedByHand } from './handEdits.ts';

/** An app that does what its spec asks for, and the spec. */
export interface Subject {
  readonly name: string;
  readonly app: App;
  readonly application: ApplicationIR;
  readonly spec: LoadedSpec;
  readonly target: Target;
}

const generated = {
  shop: 'examples/shop/shop.devmatrix.yaml',
  clinic: 'examples/clinic/clinic.devmatrix.yaml',
  ticketing: 'examples/ticketing/ticketing.devmatrix.yaml',
  library: 'examples/library/library.devmatrix.yaml',
  'library (OpenAPI)': 'examples/library/library.openapi.yaml',
} as const;

const byHand = 'shop edited by hand';

export const subjectNames: readonly string[] = [...Object.keys(generated), byHand];

/** The app as it is generated, and in one case edited afterwards; any other name is the path of a spec. */
export async function subjectOf(name: string): Promise<Subject> {
  const specPath = (generated as Readonly<Record<string, string>>)[name === byHand ? 'shop' : name] ?? name;
  const target = await lazyTarget('typescript', () => readTemplates('templates/typescript'))?.load();
  if (target === undefined) throw new Error('The TypeScript target is missing.');
  const spec = loadSpec(specFiles(specPath));
  const { application } = spec;
  if (application === undefined) throw new Error(`${specPath} has errors.`);
  const files = await Promise.all([...target.generate(application).files].map(async (file) => [file.path, file.formatted ? file.text : await nodePorts.formatter.format(file)] as const));
  const texts = new Map(files);
  return { name, application, spec, target, app: new App(name, application, name === byHand ? editedByHand(texts) : texts) };
}

import assert from 'node:assert/strict';
import type { WrittenUnit } from '../src/ir/atom.ts';
import { chooseTemplates } from '../src/llm/prompts/promptLibrary.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { readTemplates } from '../src/node/templates.ts';
import { openTiktoken } from '../src/node/tokens/tiktokenCounter.ts';
import { acceptedFunctions } from '../src/pipeline/atoms/acceptedFunctions.ts';
import { firstAttempt, openPrompts } from '../src/pipeline/atoms/openPrompts.ts';
import type { KeptFunction } from '../src/llm/records/keptFunctions.ts';
import { typescriptMaterials } from '../src/targets/typescript/atoms/materials/typescriptMaterials.ts';
import { itHolds } from './store/backends.ts';
import { applicationOf, readingTarget, wordsAnswers, wordsSpec } from './targets/atoms/wordsApp.ts';

const target = readingTarget();
const shed = applicationOf(wordsSpec);
const written = target.atoms(shed).flatMap(({ id, name }): readonly WrittenUnit[] => {
  const answer = wordsAnswers[name];
  return answer === undefined ? [] : [{ unit: id, task: '', code: answer.code, helpers: answer.helpers ?? [], cases: [], status: 'complete', model: 'm' }];
});
const other = applicationOf(`devmatrix: 1
name: bikes
entities:
  Bike: { attributes: { flat: boolean, name: { type: string, maxLength: 80 } } }
  Ride: { attributes: { status: { state: rideStatus } }, relations: { bike: { belongsTo: Bike } } }
stateMachines:
  rideStatus: { entity: Ride, initial: asked, states: [asked, out], transitions: { handOut: { from: asked, to: out, guard: { do: "The bike of the ride is not broken." }, expose: true } } }
`);
const choice = chooseTemplates(readTemplates('templates/prompts'));
assert.equal(choice.kind, 'chosen');
const counter = await openTiktoken(import.meta.url);

/** The references of the guard of bikes, with these functions of other apps. */
function referencesWith(others: readonly KeptFunction[]): string {
  assert.ok(choice.kind === 'chosen');
  const [template] = choice.templates;
  const [atom] = target.atoms(other);
  assert.ok(atom !== undefined && template !== undefined);
  const prompts = openPrompts({ materials: typescriptMaterials(other, target.emit(other, 'app'), { others }), templates: [template], counter });
  return prompts.preview(atom, 'code', firstAttempt).texts.references ?? '';
}

itHolds('what was accepted for one app is shown to another that asks for the like, with where it is from and what is not known here', async ({ functions }) => {
  await functions.keep(acceptedFunctions({ application: shed, atoms: target.atoms(shed), written, hash: nodePorts.hash, now: 1 }), { maxEntries: 100 });
  const shown = referencesWith(await functions.others('bikes', 100));
  assert.match(shown, /\/\/ from another app \(toolshed\), where it was written for: The tool of the loan is not broken\.\n\/\/ of that app, and not known here: LoanRow, toolRepository\nexport async function guardHandOut\(/);
  assert.deepEqual(await functions.others('toolshed', 100), []);
  assert.doesNotMatch(referencesWith([]), /another app/);
});

it('keeps what is whole and of some use, the same code once', () => {
  const atoms = target.atoms(shed);
  const options = { application: shed, atoms, hash: nodePorts.hash, now: 7 };
  const kept = acceptedFunctions({ ...options, written });
  const guard = kept.find(({ name }) => name === 'guardHandOut');
  assert.deepEqual([guard?.app, guard?.category, guard?.types, guard?.keptAt], ['toolshed', 'guard', ['LoanRow'], 7]);
  assert.deepEqual(acceptedFunctions({ ...options, written: written.map((unit) => ({ ...unit, status: 'partial' as const })) }), []);
  assert.deepEqual(acceptedFunctions({ ...options, written: written.map((unit) => ({ ...unit, code: `${unit.code}${' '.repeat(7000)}// ${'x'.repeat(7000)}` })) }), []);
  const twice = acceptedFunctions({ ...options, written: [...written, ...written.map((unit) => ({ ...unit, code: unit.code.replaceAll('\n', '\n ') }))] });
  assert.equal(twice.length, kept.length);
});

it('shows words of others as one line that ends no comment', () => {
  const hostile = { key: 'k', app: 'x*/\ny', name: 'guardIt', category: 'guard', words: 'The bike is not broken.\n*/ import x from "y";\u202e', signature: 'export async function guardIt(context: CallContext, row: RideRow): Promise<void>', types: [], keptAt: 1,
    code: 'export async function guardIt(context: CallContext, row: RideRow): Promise<void> {\n  const bike = await bikeRepository.find(context, row.bikeId);\n  if (bike === undefined || bike.broken) throw conflict("guard_failed", "The bike is broken, and a broken bike is not handed out.");\n}' };
  const shown = referencesWith([hostile]);
  assert.match(shown, /\/\/ from another app \(x\* \/ y\), where it was written for: The bike is not broken\. \* \/ import x from "y";\nexport async/);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseSpec } from '../../../src/spec/parseSpec.ts';
import { atomsOf } from '../../../src/targets/typescript/atoms/atoms.ts';
import { partialCode } from '../../../src/targets/typescript/atoms/partialCode.ts';

const spec = readFileSync(new URL('../../../examples/rental/rental.devmatrix.yaml', import.meta.url), 'utf8');

it('looks up the rows that the path names, those of the caller where rows have owners', () => {
  const application = parseSpec({ main: 'rental.devmatrix.yaml', read: () => spec }).value;
  assert.ok(application !== undefined);
  const codes = new Map(atomsOf(application).map((atom) => [atom.name, partialCode(atom, application)?.code]));
  assert.match(codes.get('postRentalsByIdInstalments') ?? '', /^export async function postRentalsByIdInstalments\(context: CallContext, input: .*\{\n {2}const rental = await rentalRepository\.findOwned\(context, input\.params\.id\);\n {2}if \(rental === undefined\) throw notFound\("Rental", input\.params\.id\);\n {2}throw notImplemented\("postRentalsByIdInstalments", "/);
  assert.match(codes.get('postMachinesByIdServicePlan') ?? '', /machineRepository\.find\(context, input\.params\.id\)/);
  assert.equal(codes.get('getReportsRevenue'), undefined);
  assert.equal(codes.get('guardCancel'), undefined);
});

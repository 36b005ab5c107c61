import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const factories = (code: string): string => generatedFiles(`devmatrix: 1
name: seats
entities:
  Seat: { attributes: { code: { ${code}, unique: true } } }
`).get('tests/generated/support/factories.ts') ?? '';

it('begins tests without rows of which only a few can be there', () => {
  assert.match(factories("type: string, pattern: '^[A-I][1-6]$'"), /truncate table \$\{seats\} cascade/);
  assert.match(factories('enum: [LOW, MIDDLE, HIGH]'), /truncate table \$\{seats\} cascade/);
  assert.doesNotMatch(factories('type: string, maxLength: 20'), /truncate/);
});

it('goes through the few values of a unique attribute', () => {
  assert.match(factories("type: string, pattern: '^[A-I][1-6]$'"), /code: uniqueShape\(\['ABCDEFGHI', 1\], \['123456', 1\]\)/);
  assert.match(factories('enum: [LOW, MIDDLE, HIGH]'), /code: uniqueOf\(\['LOW', 'MIDDLE', 'HIGH'\]\)/);
});

it('begins tests without rows that a composite of few values keeps apart', () => {
  const of = (relations: string): string => generatedFiles(`devmatrix: 1
name: school
entities:
  Room:
    attributes: { floor: { type: integer, minimum: 0, maximum: 9 }, year: { type: integer, minimum: 2000, maximum: 2100 } }
    ${relations}
    unique: [[floor, year${relations === '' ? '' : ', house'}]]
  House: { attributes: { name: string } }
`).get('tests/generated/support/factories.ts') ?? '';
  assert.match(of(''), /truncate table \$\{rooms\} cascade/);
  assert.doesNotMatch(of('relations: { house: { belongsTo: House } }'), /truncate/);
});

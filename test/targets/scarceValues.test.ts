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

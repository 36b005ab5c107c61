import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

it('types the columns of enums by their values, whatever kind the values have', () => {
  const files = generatedFiles(`
devmatrix: 1
name: enums
entities:
  Thing:
    attributes:
      level: { enum: [1, 2, 3] }
      ratio: { enum: [0.5, 1.5], nullable: true }
      colour: { enum: [red, blue] }
`);
  const table = files.get('src/models/entities/thing.ts') ?? '';
  assert.match(table, /level: bigint\("level", \{ mode: "number" \}\)\.\$type<1 \| 2 \| 3>\(\)\.notNull\(\)/);
  assert.match(table, /ratio: doublePrecision\("ratio"\)\.\$type<0\.5 \| 1\.5>\(\)/);
  assert.match(table, /colour: text\("colour", \{ enum: \["red", "blue"\] \}\)/);
});

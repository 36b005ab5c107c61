import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const files = generatedFiles(`devmatrix: 1
name: tariffs
entities:
  Tariff:
    attributes:
      windows: { type: array, default: [], items: { type: object, properties: { factor: { type: decimal, scale: 2 }, label: string } } }
flows:
  double:
    trigger: { http: 'POST /tariffs/{id}/double', body: { by: { type: decimal, scale: 3 } } }
    steps:
      - { load: Tariff, by: input.id }
      - update: tariff
        set: { windows: '[{"factor": input.by * 2, "label": "twice"}, {"factor": round(input.by, 2), "label": "once"}]' }
`);

it('writes decimals inside of lists and objects in the scale of their schema', () => {
  assert.match(files.get('src/workflows/double.ts') ?? '', /factor: round\(multiply\(input\.by, "2"\), 2\).*factor: round\(input\.by, 2\), label: "once"/);
});

it('fills up the digits of decimals in requests', () => {
  assert.match(files.get('src/models/schemas/support.ts') ?? '', /\.overwrite\(\(value\) => toScale\(value, scale\)\)/);
});

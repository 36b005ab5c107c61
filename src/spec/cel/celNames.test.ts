import assert from 'node:assert/strict';
import { parseSpec } from '../parseSpec.ts';

const spec = (body: string): string => `devmatrix: 1
name: correos
entities:
  Envío: { attributes: { código: string, peso: integer, in: string, null: string?, größe: { type: integer, default: 1 }, año: { type: integer, default: 2000 } } }
flows:
  depositar:
    trigger: { http: 'POST /envios/{códigoDeEnvío}/depósito', params: { códigoDeEnvío: uuid } }
    steps:
      - load: Envío
        as: envío
        by: input.códigoDeEnvío
${body}
`;

function problems(body: string): readonly string[] {
  const text = spec(body);
  return parseSpec({ main: 'a.devmatrix.yaml', read: () => text }).diagnostics.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);
}

it('reads names in letters of any script, and members that are named like words of the language', () => {
  assert.deepEqual(problems(`      - load: Envío
        as: größere
        many: true
        where: código != envío.código && año >= envío.año
      - let: { suma: 'sum(größere.map(ñ, ñ.größe)) + envío.peso', texto: '"año " + envío.código', sí: 'größere.exists(e, e.año == 2001)' }
      - require: envío.in != "in" && (envío.null == null || envío.null != "null")
      - return: { código: envío.código, suma: suma, texto: texto, sí: sí }`), []);
});

it('points to names that it does not know where they stand', () => {
  assert.deepEqual(problems('      - require: envío.tamaño > 1 && envío.peso > 1'), ['DM1302 tamaño']);
  assert.deepEqual(problems('      - require: "«añ»" == envío.código'), ['DM1002 "«añ»" == envío.código']);
  assert.deepEqual(problems("      - require: '\"«añ»\" == envío.código && año > 1'"), ['DM1301 año']);
  assert.deepEqual(problems('      - require: envío.peso × 2 > 1'), ['DM1300 ×']);
});

import type { SettingFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';
import { shapeKey } from './shapeFacts.ts';
import { jsonText } from './shapeLiterals.ts';
import type { Shapes } from './shapeReading.ts';

/** Constants of an app that say nothing else than data. */
export const settingConstants = ['application', 'securitySchemes', 'adminScope', 'constraints'] as const;

/** One setting for each constant in an object: `application.port`. Lists are one setting. */
export function readSettings(reading: Reading, name: string, value: Value): readonly SettingFact[] {
  return leaves(reading, name, value, 0);
}

function leaves(reading: Reading, key: string, value: Value, depth: number): readonly SettingFact[] {
  const entries = depth > 8 ? undefined : reading.entries(value);
  if (entries === undefined) return [{ key, value: jsonText(reading, value), at: value.at }];
  return entries.flatMap((entry) => {
    const below = leaves(reading, `${key}.${entry.name}`, entry.value, depth + 1);
    const [only] = below;
    return below.length === 1 && only?.key === `${key}.${entry.name}` ? [{ ...only, at: entry.at }] : below;
  });
}

/** Data under a name that other files know: `constants.systemCaller.isAdmin`; none for what is more than data. */
export function readConstant(reading: Reading, name: string, value: Value): readonly SettingFact[] {
  return isData(value) ? leaves(reading, `constants.${name}`, value, 0) : [];
}

/** Is it made of literals, names, and collections of them alone? */
function isData(value: Value): boolean {
  switch (value.kind) {
    case 'literal':
    case 'regex':
    case 'symbol': return true;
    case 'member': return isData(value.object);
    case 'spread': return isData(value.value);
    case 'array': return value.items.every(isData);
    case 'object': return value.entries.every((entry) => isData(entry.value));
    case 'template': return value.tag === undefined && value.parts.every((part) => typeof part === 'string' || isData(part));
    case 'operation': return value.operands.every(isData);
    case 'call': return value.construct && value.callee.key.startsWith('global#') && value.args.every(isData);
    case 'index':
    case 'conditional':
    case 'function':
    case 'opaque': return false;
  }
}

/** The environment variables that a schema takes: `environment.PORT`; none for other schemas. */
export function readEnvironment(shapes: Shapes, value: Value): readonly SettingFact[] {
  const shape = shapes.find(value);
  if (shape?.type !== 'object' || shape.properties.length === 0 || !shape.properties.every(({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name))) return [];
  return shape.properties.map((property) => ({ key: `environment.${property.name}`, value: shapeKey(property.shape), at: property.at }));
}

import { words } from '../../../../../base/names.ts';
import type { Attribute } from '../../../../../ir/entity.ts';
import { walkSyntax } from '../../../../../ast/walkSyntax.ts';
import type { Place, Places, Reading } from './place.ts';

/** Conditions that the words may ask for and the code does not have: of attributes which the words name and the code never looks at. */
export const omissionPlaces: Places = (node, _around, reading) => {
  if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.name !== 'where' || node.callee.object.kind !== 'identifier') return [];
  const { application, candidate } = reading;
  const repository = node.callee.object.name;
  const entity = application.entities.find(({ name }) => `${name.toLowerCase()}repository` === repository.toLowerCase());
  const [, conditions] = node.args;
  if (entity === undefined || conditions?.kind !== 'array') return [];
  const end = conditions.end - 1;
  const isEmpty = conditions.items.length === 0;
  const endsWithComma = /,\s*$/.test(candidate.text.slice(conditions.start, end));
  return entity.attributes.filter((attribute) => !isLookedAt(attribute.name, reading)).flatMap((attribute): readonly Place[] => {
    const others = conditionsOn(attribute, reading).map((condition) => `${isEmpty || endsWithComma ? '' : ', '}...(CHOSEN ? [${condition}] : [])`);
    return others.length === 0 ? [] : [{ start: end, end, others, form: 'insert', what: `whether a row of ${entity.name} counts whatever its \`${attribute.name}\` is` }];
  });
};

/** Conditions that words can ask for in that they name the attribute, or one of its values. */
function conditionsOn({ name, schema }: Attribute, { atom }: Reading): readonly string[] {
  const said = ` ${words(atom.task.words).join(' ')} `;
  const isSaid = (text: string): boolean => said.includes(` ${words(text).join(' ')} `);
  if (schema.kind === 'boolean') return isSaid(name) ? [`[${JSON.stringify(name)}, "==", true]`, `[${JSON.stringify(name)}, "==", false]`] : [];
  if (schema.kind !== 'enum') return [];
  return schema.values.filter((value) => typeof value === 'string' && isSaid(value)).slice(0, 2).flatMap((value) => ['==', '!='].map((operator) => `[${JSON.stringify(name)}, ${JSON.stringify(operator)}, ${JSON.stringify(value)}]`));
}

const lookedAt = new WeakMap<Reading, ReadonlySet<string>>();

function isLookedAt(name: string, reading: Reading): boolean {
  const names = lookedAt.get(reading) ?? namesIn(reading);
  lookedAt.set(reading, names);
  return names.has(name);
}

/** Members, keys of objects and patterns, and texts. */
function namesIn({ candidate }: Reading): ReadonlySet<string> {
  const names = new Set<string>();
  walkSyntax(candidate.module.statements, (node) => {
    if (node.kind === 'member') names.add(node.name);
    if (node.kind === 'literal' && typeof node.value === 'string') names.add(node.value);
    if (node.kind === 'object') for (const entry of node.entries) if (entry.kind === 'property' && typeof entry.key.name === 'string') names.add(entry.key.name);
  });
  for (const { kind, start, end } of candidate.pieces) if (kind === 'BindingElement') names.add(/^[\w$]+/.exec(candidate.text.slice(start, end))?.[0] ?? '');
  return names;
}

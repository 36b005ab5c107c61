import type { CallNode, Expression } from '../../../../../ast/syntax.ts';
import type { ApplicationIR } from '../../../../../ir/application.ts';
import type { Atom } from '../../../../../ir/atom.ts';
import type { Entity } from '../../../../../ir/entity.ts';
import { repositoryName } from '../../repositoryCalls.ts';
import { conditionOf } from './conditions.ts';
import type { Place, Places, Reading } from './place.ts';

/**
 * Rows of others that count after all, or count no longer. Examples in which an administrator calls notice neither. What somebody does who calls for nobody, and rows that belong to whoever a row
 * at hand belongs to, are left alone.
 */
export const ownerPlaces: Places = (node, _around, reading) => {
  if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.object.kind !== 'identifier' || runsAlone(reading)) return [];
  const repository = node.callee.object.name;
  const entity = reading.application.entities.find((one) => one.owner !== undefined && repositoryName(one) === repository);
  if (entity === undefined) return [];
  return node.callee.name === 'where' ? wherePlaces(node, entity, reading) : finderPlaces(node, node.callee, entity, reading);
};

function wherePlaces({ args, start, end }: CallNode, entity: Entity, { atom, candidate }: Reading): readonly Place[] {
  const [, conditions, options] = args;
  if (conditions === undefined || isBoundToRow(conditions, entity) || (options !== undefined && options.kind !== 'object')) return [];
  const what = whatOf(entity);
  const said = options?.entries.find((entry) => entry.kind === 'property' && entry.key.name === 'anyOwner');
  if (said?.kind === 'property') return atom.task.category === 'endpoint' ? [{ start: said.value.start, end: said.value.end, others: ['false'], what }] : [];
  const { text } = candidate;
  const at = options === undefined ? conditions.end : options.start + 1;
  const added = options === undefined ? ', { anyOwner: true }' : ' anyOwner: true,';
  return [{ start, end, others: [`${text.slice(start, at)}${added}${text.slice(at, end)}`], what }];
}

/** Of what an endpoint is asked for by its key. */
function finderPlaces(node: CallNode, { name, nameStart }: { readonly name: string; readonly nameStart: number }, entity: Entity, { atom, candidate }: Reading): readonly Place[] {
  const [, key] = node.args;
  if (atom.task.category !== 'endpoint' || !name.startsWith('find') || key === undefined || !/\binput\b/.test(candidate.textOf(key))) return [];
  const other = name.startsWith('findOwned') ? name.replace('findOwned', 'find') : name.replace('find', 'findOwned');
  const { text } = candidate;
  return [{ start: node.start, end: node.end, others: [`${text.slice(node.start, nameStart)}${other}${text.slice(nameStart + name.length, node.end)}`], what: whatOf(entity) }];
}

function whatOf({ name }: Entity): string {
  return `whether a row of ${name} counts that belongs to somebody else, for a caller who is no administrator`;
}

/** Whether conditions say of which row the rows are that are sought, and with it whose. */
function isBoundToRow(conditions: Expression, { owner, relations }: Entity): boolean {
  if (conditions.kind !== 'array') return true;
  const [attribute] = owner?.kind === 'attribute' ? [owner.attribute] : relations.flatMap((relation) => (relation.kind === 'belongsTo' && relation.name === owner?.relation ? [relation.attribute] : []));
  return conditions.items.some((item) => {
    const condition = item.kind === 'array' ? conditionOf(item) : undefined;
    return condition !== undefined && (condition.name === attribute || condition.name === 'id') && (condition.operator.value === '==' || condition.operator.value === 'in');
  });
}

/** Whether nobody calls: a schedule or an event does. */
function runsAlone({ application, atom }: { readonly application: ApplicationIR; readonly atom: Atom }): boolean {
  const flow = atom.task.category === 'flow' ? application.flows.find(({ name }) => atom.nodes.includes(`flow:${name}`)) : undefined;
  return flow !== undefined && (flow.trigger.kind === 'schedule' || flow.trigger.kind === 'event');
}

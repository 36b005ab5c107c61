import { assertNever } from '../../../../base/assertNever.ts';
import { plainLine } from '../../../../base/plainText.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Attribute, Entity, Relation } from '../../../../ir/entity.ts';
import { columnOf } from '../../columns.ts';
import { propertyKey } from '../../code/identifiers.ts';
import { indexOf } from '../../models/applicationIndex.ts';
import { newRowTypeName, rowTypeName, tableName } from '../../models/names.ts';
import { tsType } from '../../models/tsType.ts';
import { pascalCase } from '../../../../base/names.ts';
import { repositoryCalls, repositoryName } from '../repositoryCalls.ts';
import { notesOf } from './notes.ts';

/** All that code needs to know of an entity: its row with what the spec says of each attribute, its relations, its repository, its states. */
export function entityText(entity: Entity, application: ApplicationIR): string {
  const key = indexOf(application).key(entity).name;
  const description = entity.description === undefined ? '' : `: ${plainLine(entity.description, 200)}`;
  const made = entity.attributes.filter(({ generated }) => generated !== undefined && generated !== 'flow' && generated !== 'owner').map(({ name }) => name);
  return [
    `// ${entity.name} (table \`${tableName(entity)}\`, key \`${key}\`${ownerText(entity)})${description}`,
    `interface ${rowTypeName(entity)} {`,
    ...attributeLines(entity, application),
    `  ${[...entity.attributes.filter(isClock).map(({ name: clock }) => `${propertyKey(clock)}: Date; `), 'rowVersion: number;'].join('')}`,
    '}',
    `// ${newRowTypeName(entity)}: the same, without ${[...made, 'rowVersion'].join(', ')}; what is null or has a default may be left out`,
    ...entity.relations.flatMap((relation) => relationLine(relation, entity)),
    ...entity.uniques.map(({ attributes }) => `// unique together: ${attributes.join(', ')}`),
    `// ${repositoryName(entity)}: ${repositoryCalls(entity, application).map(({ name }) => name).join(', ')}`,
    ...application.invariants.flatMap(({ entity: of, message, rule }) => (of !== entity.name ? []
      : [rule.kind === 'words' && rule.text !== '' ? `// always: ${plainLine(rule.text, 500)}` : `// writes that break a rule are refused: ${JSON.stringify(plainLine(message, 200))}`])),
    ...machineLines(entity, application),
  ].join('\n');
}

/** An entity that is near by: what its rows have, without what the spec says of each attribute. */
export function shortEntityText(entity: Entity, application: ApplicationIR): string {
  const fields = entity.attributes.filter((attribute) => !isClock(attribute)).map((attribute) => {
    const relation = belongsToOf(attribute, entity);
    return `${propertyKey(attribute.name)}: ${rowType(attribute, entity, application)}${relation === undefined ? '' : ` /* -> ${relation.target} */`}`;
  });
  const owned = entity.owner === undefined ? '' : ', owned';
  return `// ${entity.name} (table \`${tableName(entity)}\`, \`${repositoryName(entity)}\`${owned})\ninterface ${rowTypeName(entity)} { ${fields.join('; ')} }`;
}

function ownerText({ owner }: Entity): string {
  if (owner === undefined) return '';
  switch (owner.kind) {
    case 'attribute':
      return `; owned: \`${owner.attribute}\` is the subject of the caller that it belongs to`;
    case 'relation':
      return `; owned: belongs to whoever owns its ${owner.relation}`;
    default:
      return assertNever(owner);
  }
}

/** Attributes of one entity that are written out. */
const mostAttributes = 60;

function attributeLines(entity: Entity, application: ApplicationIR): readonly string[] {
  const shown = entity.attributes.filter((attribute) => !isClock(attribute));
  const lines = shown.slice(0, mostAttributes).map((attribute) => `  ${attributeLine(attribute, entity, application)}`);
  return shown.length > mostAttributes ? [...lines, `  // … ${String(shown.length - mostAttributes)} more`] : lines;
}

/** The two that the repository keeps. */
function isClock({ generated }: Attribute): boolean {
  return generated === 'createdAt' || generated === 'updatedAt';
}

function attributeLine(attribute: Attribute, entity: Entity, application: ApplicationIR): string {
  const relation = belongsToOf(attribute, entity);
  const type = rowType(attribute, entity, application);
  const isPlain = attribute.primaryKey || relation !== undefined || type.startsWith('Date');
  const notes = [
    ...(relation === undefined ? [] : [`-> ${relation.target}`]), ...(isPlain ? [] : notesOf(indexOf(application).resolve(attribute.schema))), ...(attribute.unique && !attribute.primaryKey ? ['unique'] : []),
    ...generatedNotes(attribute), ...(attribute.schema.default === undefined ? [] : [`default ${plainLine(JSON.stringify(attribute.schema.default), 80)}`]), ...(attribute.secret ? ['secret'] : []),
    ...(attribute.schema.description === undefined ? [] : [plainLine(attribute.schema.description, 100)]),
  ];
  return `${propertyKey(attribute.name)}: ${type};${notes.length === 0 ? '' : ` // ${notes.join(', ')}`}`;
}

function belongsToOf(attribute: Attribute, entity: Entity): Relation | undefined {
  return entity.relations.find((relation) => relation.kind === 'belongsTo' && relation.attribute === attribute.name);
}

function rowType(attribute: Attribute, entity: Entity, application: ApplicationIR): string {
  const column = columnOf(application, entity, attribute);
  const index = indexOf(application);
  const type = column.type.row === 'unknown' ? tsType({ ...attribute.schema, nullable: false }, 'response', (name) => (index.hasSchema(name) ? pascalCase(name) : 'unknown')) : column.type.row;
  return `${type}${column.nullable ? ' | null' : ''}`;
}

function generatedNotes({ generated }: Attribute): readonly string[] {
  switch (generated) {
    case undefined:
      return [];
    case 'uuid':
    case 'identity':
      return ['made on insert'];
    case 'createdAt':
    case 'updatedAt':
      return [];
    case 'owner':
      return ['subject of the owner'];
    case 'state':
      return ['state, changed by events only'];
    case 'flow':
      return ['written by flows only'];
    default:
      return assertNever(generated);
  }
}

function relationLine(relation: Relation, entity: Entity): readonly string[] {
  switch (relation.kind) {
    case 'belongsTo':
      return [];
    case 'hasMany':
      return [`// ${relation.name}: ${relation.single ? 'one' : 'many'} ${relation.target} by its ${relation.via}`];
    case 'manyToMany':
      return [`// ${relation.name}: many ${relation.target}, linked to many ${entity.name} by the table ${relation.through}`];
    default:
      return assertNever(relation);
  }
}

function machineLines(entity: Entity, application: ApplicationIR): readonly string[] {
  return application.stateMachines.filter((machine) => machine.entity === entity.name).map((machine) => {
    const transitions = machine.transitions.map(({ event, from, to }) => `${event}: ${from} -> ${to}`);
    return `// states of ${machine.attribute}: begins as ${machine.initial}; fire${pascalCase(machine.name)}(context, row, event) with the events ${transitions.join('; ')}`;
  });
}

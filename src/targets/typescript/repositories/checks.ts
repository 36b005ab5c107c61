import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity } from '../../../ir/entity.ts';
import { allSteps, selectedRelations } from '../behavior/repositoryUses.ts';
import { member } from '../code/identifiers.ts';
import type { SymbolTable, TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';

/** Rows whose aggregate invariants a write to an entity can break. */
interface AffectedRows {
  readonly entity: string;
  /** The attribute of the written row that holds their key. */
  readonly attribute: string;
  readonly nullable: boolean;
  readonly isSelf: boolean;
  /** Whether updates can move the row from one of them to another. */
  readonly changes: boolean;
}

/** The rows whose aggregate invariants a write to the entity can break: its own, and those of rows that it belongs to. */
function affectedRows(application: ApplicationIR, entity: Entity, symbols: SymbolTable): readonly AffectedRows[] {
  const index = indexOf(application);
  const found = new Map<string, AffectedRows>();
  const key = index.key(entity).name;
  if (symbols.has(`check:aggregate:${entity.name}`)) found.set(`${entity.name} ${key}`, { entity: entity.name, attribute: key, nullable: false, isSelf: true, changes: false });
  for (const { entity: name, rule } of application.invariants) {
    if (rule.kind !== 'expression' || rule.scope !== 'aggregate' || !symbols.has(`check:aggregate:${name}`)) continue;
    for (const { target, via } of selectedRelations(rule.expression, name, application)) {
      if (target !== entity.name) continue;
      const relation = entity.relations.find((candidate) => candidate.kind === 'belongsTo' && candidate.name === via);
      const attribute = relation?.kind === 'belongsTo' ? index.attribute(entity, relation.attribute) : undefined;
      if (attribute === undefined) continue;
      const changes = attribute.updatable || isSetByFlows(application, entity.name, attribute.name);
      found.set(`${name} ${attribute.name}`, { entity: name, attribute: attribute.name, nullable: attribute.schema.nullable, isSelf: false, changes });
    }
  }
  return [...found.values()];
}

function isSetByFlows(application: ApplicationIR, entity: string, attribute: string): boolean {
  return application.flows.some(({ steps }) =>
    allSteps(steps).some((step) => step.kind === 'update' && step.entity === entity && step.values.some((value) => value.attribute === attribute)),
  );
}

/** Statements that check a written row, and defer the checks that need the whole transaction; `rows` name variables, the last holds the row as it is now. */
export function checkStatements(application: ApplicationIR, entity: Entity, rows: readonly string[], file: TsFile, symbols: SymbolTable, write: 'insert' | 'update' | 'remove'): readonly string[] {
  const statements: string[] = [];
  const current = rows.at(-1) ?? 'row';
  if (write !== 'remove' && symbols.has(`check:row:${entity.name}`)) statements.push(`${file.use(`check:row:${entity.name}`)}(${current});`);
  for (const affected of affectedRows(application, entity, symbols)) {
    if (affected.isSelf && write === 'remove') continue;
    const holders = affected.isSelf || !affected.changes ? [current] : rows;
    for (const row of holders) statements.push(deferral(affected, row, file));
  }
  if (write !== 'remove' && symbols.has(`check:words:${entity.name}`)) {
    const key = member(current, indexOf(application).key(entity).name);
    statements.push(`context.deferCheck(\`${entity.name} in words:\${${key}}\`, () => ${file.use(`check:words:${entity.name}`)}(context, ${key}));`);
  }
  return statements;
}

function deferral({ entity, attribute, nullable }: AffectedRows, row: string, file: TsFile): string {
  const check = file.use(`check:aggregate:${entity}`);
  const value = member(row, attribute);
  if (!nullable) return `context.deferCheck(\`${entity}:\${${value}}\`, () => ${check}(context, ${value}));`;
  return `const { ${attribute}: ${row}Parent } = ${row};\nif (${row}Parent !== null) context.deferCheck(\`${entity}:\${${row}Parent}\`, () => ${check}(context, ${row}Parent));`;
}

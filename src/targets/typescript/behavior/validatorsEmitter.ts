import type { ApplicationIR } from '../../../ir/application.ts';
import type { Invariant } from '../../../ir/behavior.ts';
import type { Entity } from '../../../ir/entity.ts';
import { invariantContract } from '../atoms/contract.ts';
import { camelCase, pascalCase, snakeCase } from '../../../base/names.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { primaryKeyOf } from '../columns.ts';
import { level, member, quote } from '../expressions/code.ts';
import { noFacts } from '../expressions/facts.ts';
import { localNames } from '../expressions/localNames.ts';
import type { ExpressionScope, Variable } from '../expressions/scope.ts';
import { unless } from '../expressions/toTypescript.ts';
import { fileBase } from '../models/names.ts';
import { refusal } from './refusal.ts';
import { isOwned, selectedRelations } from './repositoryUses.ts';
import { addWordsUnit } from './wordsUnit.ts';

type RuleInvariant = Invariant & { readonly rule: Extract<Invariant['rule'], { kind: 'expression' }> };

/** Declares the checks of each entity that has invariants. */
export function declareValidators(application: ApplicationIR, symbols: SymbolTable): void {
  for (const entity of application.entities) {
    const path = `src/validators/${fileBase(entity)}Validator.ts`;
    if (rulesOf(entity, 'row', application).length > 0) symbols.declare(`check:row:${entity.name}`, path, `check${pascalCase(entity.name)}`);
    if (rulesOf(entity, 'aggregate', application).length > 0) symbols.declare(`check:aggregate:${entity.name}`, path, `check${pascalCase(entity.name)}Aggregates`);
    if (writtenOf(entity, application).length > 0) symbols.declare(`check:words:${entity.name}`, path, `check${pascalCase(entity.name)}Words`);
  }
}

/** One file for each entity with invariants. */
export function emitValidators(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
  return application.entities.flatMap((entity) => {
    const invariants = application.invariants.filter((invariant) => invariant.entity === entity.name);
    return invariants.length === 0 ? [] : [validatorFile(entity, invariants, application, symbols)];
  });
}

/** Invariants in words for which code was written. */
function writtenOf(entity: Entity, { invariants }: ApplicationIR): readonly Invariant[] {
  return invariants.filter(({ entity: name, rule }) => name === entity.name && rule.kind === 'words' && rule.isWritten === true);
}

function rulesOf(entity: Entity, scope: 'row' | 'aggregate', application: ApplicationIR): readonly RuleInvariant[] {
  return application.invariants.filter(
    (invariant): invariant is RuleInvariant => invariant.entity === entity.name && invariant.rule.kind === 'expression' && invariant.rule.scope === scope,
  );
}

function validatorFile(entity: Entity, invariants: readonly Invariant[], application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const path = `src/validators/${fileBase(entity)}Validator.ts`;
  const file = new TsFile(symbols, { path, emitter: 'validators', milestone: 'behavior', stratum: 'ast', reason: 'Follows from the invariants of the spec.' });
  const rows = rulesOf(entity, 'row', application);
  const aggregates = rulesOf(entity, 'aggregate', application);
  const scope: ExpressionScope = { file, application, variables: new Map([['self', { text: 'row' }]]), facts: noFacts, local: localNames(symbols, ['context', 'row', 'id']) };
  if (rows.length > 0) {
    const { name } = symbols.find(`check:row:${entity.name}`);
    file.add({ name, nodes: rows.map(nodeOf) }, () => rowCheck(name, entity, rows, scope));
  }
  if (aggregates.length > 0) {
    const { name } = symbols.find(`check:aggregate:${entity.name}`);
    file.add({ name, nodes: aggregates.map(nodeOf) }, () => aggregateCheck(name, entity, aggregates, scope));
  }
  const written = writtenOf(entity, application);
  if (written.length > 0) {
    const { name } = symbols.find(`check:words:${entity.name}`);
    file.add({ name, nodes: written.map(nodeOf) }, () => wordsCheck(name, entity, written, file));
  }
  for (const invariant of invariants) {
    const { name, rule, message, span } = invariant;
    if (rule.kind !== 'words') continue;
    const words = rule.text === '' ? message : rule.text;
    addWordsUnit(file, {
      name: wordsCheckName(invariant),
      title: `${entity.name}.${name}`,
      parameters: [`context: ${file.use('runtime:CallContext')}`, `row: ${file.use(`row:${entity.name}`)}`],
      result: 'void',
      words,
      reason: 'The spec states this invariant in words only. Nothing calls its check before it is written, since every write would fail.',
      category: 'invariant',
      nodes: [`invariant:${entity.name}.${name}`],
      span,
      contract: invariantContract(invariant, words, application),
    });
  }
  return file.finish();
}

function nodeOf({ entity, name }: Invariant): string {
  return `invariant:${entity}.${name}`;
}

function rowCheck(name: string, entity: Entity, invariants: readonly RuleInvariant[], scope: ExpressionScope): string {
  return `/** Throws 422 when an invariant of the row is broken. */
export function ${name}(row: ${scope.file.use(`row:${entity.name}`)}): void {
${invariants.map((invariant) => failure(invariant, scope)).join('\n')}
}`;
}

function aggregateCheck(name: string, entity: Entity, invariants: readonly RuleInvariant[], outer: ExpressionScope): string {
  const { file, application } = outer;
  const key = primaryKeyOf(entity).name;
  const relations = [...new Map(invariants.flatMap(({ rule }) => selectedRelations(rule.expression, entity.name, application)).map((relation) => [relation.name, relation])).values()];
  const names = new Map(relations.map((relation) => [relation.name, outer.local(camelCase(relation.name))]));
  const loads = relations.map((relation) => {
    const target = application.entities.find((candidate) => candidate.name === relation.target);
    const via = target?.relations.find((candidate) => candidate.kind === 'belongsTo' && candidate.name === relation.via);
    const attribute = via?.kind === 'belongsTo' ? via.attribute : relation.via;
    const options = isOwned(relation.target, application) ? ', { anyOwner: true }' : '';
    return `const ${names.get(relation.name) ?? relation.name} = await ${file.use(`repository:${relation.target}`)}.where(context, [[${quote(attribute)}, "==", row${member(key)}]]${options});\n`;
  });
  const scope: ExpressionScope = {
    ...outer,
    relation: (relation) => names.get(relation),
    variables: new Map<string, Variable>([
      ['self', { text: 'row' }],
      ['now', { text: 'context.now', level: level.member }],
    ]),
  };
  return `/** Throws 422 when an invariant over the row and its relations is broken. A row that is gone breaks none. */
export async function ${name}(context: ${file.use('runtime:CallContext')}, id: ${file.use(`row:${entity.name}`)}[${quote(key)}]): Promise<void> {
const row = await ${file.use(`repository:${entity.name}`)}.find(context, id);
if (row === undefined) return;
${loads.join('')}${invariants.map((invariant) => failure(invariant, scope)).join('\n')}
}`;
}

function wordsCheck(name: string, entity: Entity, invariants: readonly Invariant[], file: TsFile): string {
  const key = primaryKeyOf(entity).name;
  return `/** Throws 422 when an invariant that is stated in words is broken. A row that is gone breaks none. */
export async function ${name}(context: ${file.use('runtime:CallContext')}, id: ${file.use(`row:${entity.name}`)}[${quote(key)}]): Promise<void> {
const row = await ${file.use(`repository:${entity.name}`)}.find(context, id);
if (row === undefined) return;
${invariants.map((invariant) => `await ${wordsCheckName(invariant)}(context, row);`).join('\n')}
}`;
}

/** Name of the function that checks an invariant in words. */
function wordsCheckName({ name }: Invariant): string {
  return `check${pascalCase(name)}`;
}

function failure({ name, message, rule }: RuleInvariant, scope: ExpressionScope): string {
  const problem = `${scope.file.use('runtime:unprocessable')}(${quote(`invariant_${snakeCase(name)}`)}, ${quote(message)})`;
  const test = unless(rule.expression, scope);
  return test === 'false' ? '' : refusal(test, problem);
}

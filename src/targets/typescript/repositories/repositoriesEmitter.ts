import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import { camelCase } from '../../../base/names.ts';
import { member, propertyKey, quote } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { linkName } from '../atoms/repositoryCalls.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { fileBase } from '../models/names.ts';
import type { Finder } from '../services/operations.ts';
import { checkStatements } from './checks.ts';
import { listFunction, valueType } from './listFunction.ts';
import { type RepositoryPlan, repositoryPlans, type WhereUses } from './repositoryPlan.ts';
import { conditionDeclarations, listDeclarations, patchDeclarations, type SharedDeclaration } from './repositorySupport.ts';

const shared = [
  { prefix: 'list', path: 'src/repositories/lists.ts', declarations: listDeclarations },
  { prefix: 'condition', path: 'src/repositories/conditions.ts', declarations: conditionDeclarations },
  { prefix: 'patch', path: 'src/repositories/patch.ts', declarations: patchDeclarations },
] as const;

/** Emits one repository for each entity: all of its SQL, and nothing that nobody calls. */
export const repositoriesEmitter: Emitter = {
  name: 'repositories',
  declare(application, symbols) {
    for (const name of repositoryPlans(application).keys()) {
      const base = fileBase(indexOf(application).entity(name));
      symbols.declare(`repository:${name}`, `src/repositories/${base}Repository.ts`, `${base}Repository`);
    }
    for (const { prefix, path, declarations } of shared) {
      for (const { name, kind } of declarations) symbols.declare(`${prefix}:${name}`, path, name, kind);
    }
  },
  emit(application, symbols) {
    const files = [...repositoryPlans(application)].map(([name, plan]) => {
      const file = newFile(symbols, symbols.find(`repository:${name}`).path, 'ast');
      addRepository(indexOf(application).entity(name), plan, application, file, symbols);
      return file.finish();
    });
    const used = new Set(files.flatMap(({ units }) => units.flatMap(({ dependsOn }) => dependsOn)));
    return [...files, ...shared.flatMap(({ path, declarations }) => sharedFile(path, declarations, used, symbols))];
  },
};

function newFile(symbols: SymbolTable, path: string, stratum: 'ast' | 'template'): TsFile {
  const reason = stratum === 'ast' ? 'Follows from the entity and from what endpoints and flows do with its rows.' : 'The same for all repositories.';
  return new TsFile(symbols, { path, emitter: 'repositories', milestone: 'database', stratum, reason });
}

function sharedFile(path: string, declarations: readonly SharedDeclaration[], used: ReadonlySet<string>, symbols: SymbolTable): readonly EmittedFile[] {
  const needed = new Set<string>();
  const visit = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of declarations.find((declaration) => declaration.name === name)?.needs ?? []) visit(other);
  };
  for (const { name } of declarations) if (used.has(`${path}#${name}`)) visit(name);
  if (needed.size === 0) return [];
  const file = newFile(symbols, path, 'template');
  for (const declaration of declarations) {
    if (needed.has(declaration.name)) file.add({ name: declaration.name, nodes: [] }, () => declaration.text(file));
  }
  return [file.finish()];
}

function addRepository(entity: Entity, plan: RepositoryPlan, application: ApplicationIR, file: TsFile, symbols: SymbolTable): void {
  const { name } = symbols.find(`repository:${entity.name}`);
  file.add({ name, nodes: [entity.name, ...plan.lists.map(({ endpoint }) => endpoint.key)] }, () => {
    const functions = [
      ...[...plan.finders].map(([finder, options]) => finderFunction(finder, options, entity, application, file)),
      ...(plan.owned ? [ownedFunction(entity, application, file)] : []),
      ...plan.lists.map((operation) => listFunction(operation, application, file)),
      ...(plan.where === undefined ? [] : [whereFunction(entity, plan.where, application, file)]),
      ...(plan.insert ? [insertFunction(entity, application, file, symbols)] : []),
      ...(plan.update === 'no' ? [] : [updateFunction(entity, plan.update, application, file, symbols)]),
      ...(plan.remove === 'no' ? [] : [removeFunction(entity, plan.remove, application, file, symbols)]),
      ...plan.links.map(({ relation, action }) => linkFunction(entity, relation, action, application, file)),
    ];
    file.use('runtime:CallContext');
    return `export const ${name} = {\n${functions.map((code) => `  ${code},\n`).join('\n')}};`;
  });
}

function drizzle(file: TsFile, name: string): string {
  return file.importFrom('drizzle-orm', name);
}

function keyColumn(entity: Entity, application: ApplicationIR, file: TsFile): string {
  return member(file.use(`table:${entity.name}`), indexOf(application).key(entity).name);
}

function finderFunction(name: string, { attribute, owned, lock }: Finder, entity: Entity, application: ApplicationIR, file: TsFile): string {
  const table = file.use(`table:${entity.name}`);
  const row = file.use(`row:${entity.name}`);
  const parameter = attribute === indexOf(application).key(entity).name ? 'id' : 'value';
  const type = valueType(entity, attribute, file);
  const same = `${drizzle(file, 'eq')}(${member(table, attribute)}, ${parameter})`;
  const filter = owned ? `${drizzle(file, 'and')}(${same}, ${file.use(`repository:${entity.name}`)}.owned(context))` : same;
  return `async ${name}(context: CallContext, ${parameter}: ${type}): Promise<${row} | undefined> {
    const [row] = await context.tx.select().from(${table}).where(${filter})${lock ? '.for("update")' : ''};
    return row;
  }`;
}

/** The condition of the caller's rows; rows that hang on others follow the repository of those. */
function ownedFunction(entity: Entity, application: ApplicationIR, file: TsFile): string {
  const { owner } = entity;
  const table = file.use(`table:${entity.name}`);
  const head = `/** The condition of the rows that the caller owns; none for callers that pass every check. */
  owned(context: CallContext): ${file.importFrom('drizzle-orm', 'SQL', 'type')} | undefined {
    const caller = ${file.use('runtime:requireCaller')}(context);`;
  if (owner?.kind !== 'relation') {
    const column = member(table, owner?.attribute ?? indexOf(application).key(entity).name);
    return `${head}
    return caller.isAdmin ? undefined : ${drizzle(file, 'eq')}(${column}, caller.subject);
  }`;
  }
  const relation = entity.relations.find(({ name }) => name === owner.relation);
  if (relation?.kind !== 'belongsTo') throw new Error(`${entity.name} has no relation ${owner.relation} to its owner.`);
  const target = indexOf(application).entity(relation.target);
  const targetTable = file.use(`table:${target.name}`);
  return `${head}
    if (caller.isAdmin) return undefined;
    const own = context.tx.select({ key: ${keyColumn(target, application, file)} }).from(${targetTable}).where(${file.use(`repository:${target.name}`)}.owned(context));
    return ${drizzle(file, 'inArray')}(${member(table, relation.attribute)}, own);
  }`;
}

function whereFunction(entity: Entity, uses: WhereUses, application: ApplicationIR, file: TsFile): string {
  const table = file.use(`table:${entity.name}`);
  const row = file.use(`row:${entity.name}`);
  const key = keyColumn(entity, application, file);
  const conditions = `conditions: readonly ${file.use('condition:Condition')}<${row}>[]`;
  const all = `${file.use('condition:allOf')}(${table}, conditions)`;
  const owned = entity.owner !== undefined;
  const fields = [
    ...(uses.orderBy ? [`readonly orderBy?: { readonly attribute: keyof ${row}; readonly direction: "asc" | "desc" }`] : []),
    ...(uses.limit ? ['readonly limit?: number'] : []),
    ...(uses.lock ? ['readonly lock?: boolean'] : []),
    ...(owned ? ['readonly anyOwner?: boolean'] : []),
  ];
  const options = fields.length === 0 ? '' : `, options: { ${fields.join('; ')} } = {}`;
  const filter = owned ? `${drizzle(file, 'and')}(${all}, options.anyOwner === true ? undefined : ${file.use(`repository:${entity.name}`)}.owned(context))` : all;
  const asc = drizzle(file, 'asc');
  const lines = [`const filter = ${filter};`];
  const plain = `context.tx.select().from(${table}).where(filter)`;
  if (uses.orderBy) {
    if (uses.lock) {
      lines.push(`if (options.lock === true) {
      await context.tx.select({ key: ${key} }).from(${table}).where(filter).orderBy(${asc}(${key})).for("update");
    }`);
    }
    lines.push(`const order = options.orderBy === undefined ? [] : [(options.orderBy.direction === "asc" ? asc : ${drizzle(file, 'desc')})(${table}[options.orderBy.attribute])];`);
    lines.push(`const rows = ${plain}.orderBy(...order, ${asc}(${key}))`);
  } else lines.push(`const rows = ${plain}.orderBy(${asc}(${key}))`);
  const last = lines.pop() ?? '';
  const locksHere = uses.lock && !uses.orderBy;
  if (!uses.limit && !locksHere) return methodText(`async where(context: CallContext, ${conditions}${options}): Promise<${row}[]>`, [...lines, last.replace('const rows = ', 'return ') + ';']);
  const steps = uses.limit && locksHere
    ? ['const limited = options.limit === undefined ? rows : rows.limit(options.limit);', 'return options.lock === true ? limited.for("update") : limited;']
    : uses.limit ? ['return options.limit === undefined ? rows : rows.limit(options.limit);'] : ['return options.lock === true ? rows.for("update") : rows;'];
  return methodText(`async where(context: CallContext, ${conditions}${options}): Promise<${row}[]>`, [...lines, `${last}.$dynamic();`, ...steps]);
}

function methodText(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `    ${line}\n`).join('')}  }`;
}

/** Attributes that follow the clock: both on insert, `updatedAt` on each update. */
function clockValues(entity: Entity, kinds: readonly string[]): readonly string[] {
  return entity.attributes.filter(({ generated }) => generated !== undefined && kinds.includes(generated)).map(({ name }) => `${propertyKey(name)}: context.now`);
}

function insertFunction(entity: Entity, application: ApplicationIR, file: TsFile, symbols: SymbolTable): string {
  const row = file.use(`row:${entity.name}`);
  const clock = clockValues(entity, ['createdAt', 'updatedAt']);
  const values = clock.length === 0 ? 'values' : `{ ...values, ${clock.join(', ')} }`;
  return methodText(`async insert(context: CallContext, values: ${file.use(`newRow:${entity.name}`)}): Promise<${row}>`, [
    `const [row] = await context.tx.insert(${file.use(`table:${entity.name}`)}).values(${values}).returning();`,
    `if (row === undefined) throw new Error(${quote(`The database gave no row of ${entity.name} back.`)});`,
    ...checkStatements(application, entity, ['row'], file, symbols, 'insert'),
    'return row;',
  ]);
}

function updateFunction(entity: Entity, kind: 'plain' | 'versioned', application: ApplicationIR, file: TsFile, symbols: SymbolTable): string {
  const table = file.use(`table:${entity.name}`);
  const row = file.use(`row:${entity.name}`);
  const key = member('row', indexOf(application).key(entity).name);
  const version = kind === 'versioned' ? ', expectedVersion?: number' : '';
  const clock = clockValues(entity, ['updatedAt']).map((value) => `${value}, `).join('');
  return methodText(`async update(context: CallContext, row: ${row}, patch: ${file.use('patch:Patch')}<${file.use(`newRow:${entity.name}`)}>${version}): Promise<${row}>`, [
    ...versionCheck(kind, file),
    'if (Object.values(patch).every((value) => value === undefined)) return row;',
    `const [updated] = await context.tx.update(${table}).set({ ...patch, ${clock}rowVersion: ${drizzle(file, 'sql')}\`\${${table}.rowVersion} + 1\` }).where(${drizzle(file, 'eq')}(${keyColumn(entity, application, file)}, ${key})).returning();`,
    `if (updated === undefined) throw ${file.use('runtime:notFound')}(${quote(entity.name)}, ${key});`,
    ...checkStatements(application, entity, ['row', 'updated'], file, symbols, 'update'),
    'return updated;',
  ]);
}

function removeFunction(entity: Entity, kind: 'plain' | 'versioned', application: ApplicationIR, file: TsFile, symbols: SymbolTable): string {
  const row = file.use(`row:${entity.name}`);
  const version = kind === 'versioned' ? ', expectedVersion?: number' : '';
  return methodText(`async remove(context: CallContext, row: ${row}${version}): Promise<void>`, [
    ...versionCheck(kind, file),
    `await context.tx.delete(${file.use(`table:${entity.name}`)}).where(${drizzle(file, 'eq')}(${keyColumn(entity, application, file)}, ${member('row', indexOf(application).key(entity).name)}));`,
    ...checkStatements(application, entity, ['row'], file, symbols, 'remove'),
  ]);
}

function versionCheck(kind: 'plain' | 'versioned', file: TsFile): readonly string[] {
  return kind === 'plain' ? [] : [`if (expectedVersion !== undefined && expectedVersion !== row.rowVersion) {\n      throw ${file.use('runtime:preconditionFailed')}();\n    }`];
}

function linkFunction(entity: Entity, relation: ManyToMany, action: 'add' | 'remove', application: ApplicationIR, file: TsFile): string {
  const index = indexOf(application);
  const target = index.entity(relation.target);
  const links = file.use(`linkTable:${relation.through}`);
  const source = camelCase(relation.sourceColumn);
  const other = camelCase(relation.targetColumn);
  const types = `id: ${file.use(`row:${entity.name}`)}[${quote(index.key(entity).name)}], targetId: ${file.use(`row:${target.name}`)}[${quote(index.key(target).name)}]`;
  const name = linkName(relation, action);
  if (action === 'add') {
    return methodText(`async ${name}(context: CallContext, ${types}): Promise<void>`, [
      `await context.tx.insert(${links}).values({ ${propertyKey(source)}: id, ${propertyKey(other)}: targetId }).onConflictDoNothing();`,
    ]);
  }
  const eq = drizzle(file, 'eq');
  return methodText(`async ${name}(context: CallContext, ${types}): Promise<void>`, [
    `await context.tx.delete(${links}).where(${drizzle(file, 'and')}(${eq}(${member(links, source)}, id), ${eq}(${member(links, other)}, targetId)));`,
  ]);
}

import type { ApplicationIR } from '../../../ir/application.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Schema } from '../../../ir/schema.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { type Absence, type Code, level, type Level, type Range } from './code.ts';
import type { Constant, Facts } from './facts.ts';

/** What a name of the spec is in the generated code. */
export interface Variable {
  readonly text: string;
  readonly level?: Level;
  readonly absent?: Absence;
  readonly values?: ReadonlySet<Constant>;
  readonly range?: Range;
  readonly scale?: number;
  /** Known members of a record, such as the inputs of a flow. */
  readonly members?: ReadonlyMap<string, Omit<Variable, 'text' | 'level' | 'members'>>;
}

/** Where an expression stands: the names that it can read and what is known about them. */
export interface ExpressionScope {
  readonly file: TsFile;
  readonly application: ApplicationIR;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly facts: Facts;
  /** A name for a local variable that is free of keywords and imports. */
  readonly local: (name: string) => string;
  /** The schema that the spec gives for a member of a record, such as an input of a flow. */
  readonly schemaOf?: (variable: string, member: string) => Schema | undefined;
  /** Names that the code around binds, before or after: variables of closures stay away from them. */
  readonly bound?: ReadonlySet<string>;
  /** Text of the rows of a `hasMany` relation, in aggregate invariants. */
  readonly relation?: (relation: string) => string | undefined;
}

/** Renders an expression in a scope; passed on so that files of one idea need not import each other. */
export type Render = (e: Expression, scope: ExpressionScope) => Code;

/** The scope with one more variable. */
export function withVariable(scope: ExpressionScope, name: string, variable: Variable): ExpressionScope {
  return { ...scope, variables: new Map([...scope.variables, [name, variable]]) };
}

/** A name for the variable of a closure that shadows nothing. */
export function closureName(scope: ExpressionScope, name: string): string {
  const taken = new Set([...[...scope.variables.values()].map(({ text }) => text), ...[...(scope.bound ?? [])].map(scope.local)]);
  const candidates = ['', 'Item', 'Element', 'Entry'].map((ending) => scope.local(`${name}${ending}`));
  return candidates.find((candidate) => !taken.has(candidate)) ?? scope.local(`${name}${String(taken.size)}`);
}

/** What the schema of a stored or received value tells about the code that reads it. */
export function knownOf(application: ApplicationIR, schema: Schema): Pick<Variable, 'values' | 'range' | 'scale'> {
  const resolved = resolveSchema(application, schema);
  switch (resolved?.kind) {
    case 'enum':
      return { values: new Set(resolved.values) };
    case 'boolean':
      return { values: booleans };
    case 'integer': {
      const limit = resolved.bits === 32 ? 2 ** 31 : Number.MAX_SAFE_INTEGER;
      return { range: { least: Math.max(-limit, resolved.minimum ?? -limit), most: Math.min(limit, resolved.maximum ?? limit) } };
    }
    case 'decimal':
      return { scale: resolved.scale };
    case 'string':
    case 'number':
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
    case undefined:
      return {};
  }
}

const booleans: ReadonlySet<Constant> = new Set([true, false]);

/** What is known about a reference without the facts of the conditions before. */
export function knownReference(e: Expression, scope: ExpressionScope): Omit<Variable, 'text' | 'level' | 'members'> | undefined {
  if (e.kind === 'name') return scope.variables.get(e.name);
  if (e.kind !== 'select') return undefined;
  if (e.target.kind === 'name') {
    const found = scope.variables.get(e.target.name)?.members?.get(e.member);
    if (found !== undefined) return found;
  }
  const { type } = e.target;
  if (type.kind !== 'entity') return undefined;
  const entity = scope.application.entities.find((candidate) => candidate.name === type.entity);
  const attribute = entity?.attributes.find((candidate) => candidate.name === e.member);
  return attribute === undefined ? undefined : knownOf(scope.application, attribute.schema);
}

/** The values that the TypeScript type of a reference admits, when they are few. */
export function valuesOf(scope: ExpressionScope): (e: Expression) => ReadonlySet<Constant> | undefined {
  return (e) => knownReference(e, scope)?.values ?? (e.type.kind === 'bool' ? booleans : undefined);
}

/** Code of a call of a function of the runtime or of the expression helpers. */
export function callOf(scope: ExpressionScope, key: string, args: readonly string[], rest: Pick<Code, 'type'> & Partial<Code>): Code {
  return { absent: 'never', level: level.member, ...rest, text: `${scope.file.use(key)}(${args.join(', ')})` };
}

import type { Span } from '../base/span.ts';

/** The type of an expression; `nullable` says whether the value can be null. */
export type ExpressionType =
  | { readonly kind: 'string' | 'int' | 'double' | 'decimal' | 'bool' | 'timestamp' | 'date' | 'duration' | 'json' | 'null'; readonly nullable: boolean }
  | { readonly kind: 'entity'; readonly entity: string; readonly nullable: boolean }
  | { readonly kind: 'list'; readonly items: ExpressionType; readonly nullable: boolean }
  | { readonly kind: 'record'; readonly fields: readonly { readonly name: string; readonly type: ExpressionType }[]; readonly nullable: boolean };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | 'in';

/**
 * Functions of the language; a method call `text.startsWith("a")` has its receiver as first argument.
 * `size(list | string)`, `sum(list of int | double | decimal)`, `min(a, b)`, `max(a, b)`, `round(decimal, digits)`,
 * `lower`, `upper`, `trim`, `startsWith`, `endsWith`, `contains`, `matches(text, pattern)`,
 * `string(any)`, `int(text | number)`, `double(any)`, `decimal(text | int)`, `timestamp(text | date)`: a date is its midnight in UTC,
 * `date(text | timestamp)`: the day in UTC, `duration(text like "24h")`,
 * `has(select)`: whether the value is not null, `uuid()`: a new id.
 */
export type FunctionName =
  | 'size' | 'sum' | 'min' | 'max' | 'round' | 'abs' | 'lower' | 'upper' | 'trim' | 'startsWith' | 'endsWith' | 'contains'
  | 'matches' | 'string' | 'int' | 'double' | 'decimal' | 'timestamp' | 'date' | 'duration' | 'has' | 'uuid';

export type Macro = 'all' | 'exists' | 'existsOne' | 'map' | 'filter';

interface ExpressionBase {
  readonly type: ExpressionType;
  readonly span: Span;
}

/**
 * A type-checked expression (guard, invariant, value of a step). Written as CEL in DevMatrix YAML.
 * The checker makes promotions explicit: an `int` next to a `decimal` stands in `decimal(...)`, a decimal literal is a string.
 */
export type Expression =
  | (ExpressionBase & { readonly kind: 'literal'; readonly value: string | number | boolean | null })
  /** A variable in scope: a binding of a step, `input`, `caller`, `now`, `self`, or a macro's variable. */
  | (ExpressionBase & { readonly kind: 'name'; readonly name: string })
  /**
   * A member of an entity or record. On an entity it is an attribute, or in an invariant a `hasMany` relation
   * (the only place where relations can be selected).
   */
  | (ExpressionBase & { readonly kind: 'select'; readonly target: Expression; readonly member: string })
  | (ExpressionBase & { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: Expression })
  | (ExpressionBase & { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression })
  | (ExpressionBase & { readonly kind: 'conditional'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression })
  | (ExpressionBase & { readonly kind: 'call'; readonly function: FunctionName; readonly arguments: readonly Expression[] })
  | (ExpressionBase & { readonly kind: 'macro'; readonly macro: Macro; readonly target: Expression; readonly variable: string; readonly body: Expression })
  | (ExpressionBase & { readonly kind: 'list'; readonly items: readonly Expression[] })
  | (ExpressionBase & { readonly kind: 'record'; readonly fields: readonly { readonly name: string; readonly value: Expression }[] });

/**
 * The syntax of a TypeScript file without what does not change its meaning: types, comments, parentheses, quotes,
 * `as`, `satisfies`, `!` and type arguments are gone. Every node knows its UTF-16 offsets in the file.
 */
interface NodeBase {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | LiteralNode | RegexNode | TemplateNode | TaggedTemplateNode | IdentifierNode | ThisNode | ObjectNode | ArrayNode | MemberNode | IndexNode
  | CallNode | NewNode | FunctionNode | ClassNode | UnaryNode | BinaryNode | AssignNode | ConditionalNode | AwaitNode | SpreadNode | OtherExpression;

export interface LiteralNode extends NodeBase {
  readonly kind: 'literal';
  /** `undefined` is an identifier. A bigint is its digits with an `n`. */
  readonly value: string | number | boolean | null;
}

export interface RegexNode extends NodeBase {
  readonly kind: 'regex';
  readonly source: string;
  readonly flags: string;
}

/** Texts and expressions in turn; begins and ends with a text. */
export interface TemplateNode extends NodeBase {
  readonly kind: 'template';
  readonly texts: readonly string[];
  readonly values: readonly Expression[];
}

export interface TaggedTemplateNode extends NodeBase {
  readonly kind: 'taggedTemplate';
  readonly tag: Expression;
  readonly template: TemplateNode;
}

export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface ThisNode extends NodeBase {
  readonly kind: 'this';
}

export interface ObjectNode extends NodeBase {
  readonly kind: 'object';
  readonly entries: readonly ObjectEntry[];
}

export type ObjectEntry =
  | (NodeBase & { readonly kind: 'property'; readonly key: PropertyKeyNode; readonly value: Expression; readonly shorthand: boolean })
  | (NodeBase & { readonly kind: 'accessor'; readonly key: PropertyKeyNode; readonly function: FunctionNode })
  | (NodeBase & { readonly kind: 'spread'; readonly value: Expression });

/** A name that stands in the text, or the expression of a computed one. */
export interface PropertyKeyNode extends NodeBase {
  readonly name: string | Expression;
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly items: readonly Expression[];
}

export interface MemberNode extends NodeBase {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: string;
  readonly nameStart: number;
  readonly optional: boolean;
}

export interface IndexNode extends NodeBase {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
  readonly optional: boolean;
}

export interface CallNode extends NodeBase {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly optional: boolean;
}

export interface NewNode extends NodeBase {
  readonly kind: 'new';
  readonly callee: Expression;
  readonly args: readonly Expression[];
}

export interface FunctionNode extends NodeBase {
  readonly kind: 'function';
  readonly name: string | undefined;
  readonly async: boolean;
  readonly generator: boolean;
  /** `this` in it is its own. */
  readonly arrow: boolean;
  readonly params: readonly ParameterNode[];
  /** An arrow's expression is a `return` statement. */
  readonly body: readonly Statement[];
  /** Where the statements, or the expression, stand; without the braces. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly expressionBody: boolean;
  /** Variables that it, or a function in it, assigns after they were declared, wherever that was. */
  readonly assigned: ReadonlySet<string>;
  /** Those that functions in it assign. */
  readonly assignedInside: ReadonlySet<string>;
}

export interface ParameterNode extends NodeBase {
  readonly pattern: Pattern;
  readonly default: Expression | undefined;
  readonly rest: boolean;
  /** In a constructor, with `readonly`, `private` and the like: it is a property of the object, too. */
  readonly property: boolean;
}

export type Pattern =
  | (NodeBase & { readonly kind: 'name'; readonly name: string })
  | (NodeBase & { readonly kind: 'objectPattern'; readonly entries: readonly PatternEntry[]; readonly rest: Pattern | undefined })
  | (NodeBase & { readonly kind: 'arrayPattern'; readonly items: readonly (PatternItem | undefined)[] });

export interface PatternEntry extends NodeBase {
  readonly key: PropertyKeyNode;
  readonly pattern: Pattern;
  readonly default: Expression | undefined;
}

export interface PatternItem extends NodeBase {
  readonly pattern: Pattern;
  readonly default: Expression | undefined;
  readonly rest: boolean;
}

export interface ClassNode extends NodeBase {
  readonly kind: 'class';
  readonly name: string | undefined;
  readonly extends: Expression | undefined;
  readonly members: readonly ClassMember[];
}

export interface ClassMember extends NodeBase {
  readonly kind: 'method' | 'field' | 'accessor' | 'constructor' | 'other';
  readonly static: boolean;
  /** `#x` is `#x`; undefined for computed names. */
  readonly name: string | undefined;
  /** A method is its function, a field its value. */
  readonly value: Expression | undefined;
}

export interface UnaryNode extends NodeBase {
  readonly kind: 'unary';
  /** `!`, `-`, `+`, `~`, `typeof`, `void`, `delete`, `++`, `--`, and `x++`, `x--` for the postfix ones. */
  readonly operator: string;
  readonly operand: Expression;
}

export interface BinaryNode extends NodeBase {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface AssignNode extends NodeBase {
  readonly kind: 'assign';
  /** `=`, `+=`, `??=`, ... */
  readonly operator: string;
  readonly target: Expression;
  readonly value: Expression;
}

export interface ConditionalNode extends NodeBase {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

export interface AwaitNode extends NodeBase {
  readonly kind: 'await';
  readonly value: Expression;
}

export interface SpreadNode extends NodeBase {
  readonly kind: 'spread';
  readonly value: Expression;
}

/** What has no node of its own; equal when its text is. */
export interface OtherExpression extends NodeBase {
  readonly kind: 'other';
  readonly text: string;
}

export type Statement =
  | (NodeBase & { readonly kind: 'variables'; readonly constant: boolean; readonly exported: boolean; readonly declarations: readonly VariableNode[] })
  | (NodeBase & { readonly kind: 'functionDeclaration'; readonly exported: boolean; readonly default: boolean; readonly function: FunctionNode })
  | (NodeBase & { readonly kind: 'classDeclaration'; readonly exported: boolean; readonly default: boolean; readonly class: ClassNode })
  | (NodeBase & { readonly kind: 'expression'; readonly value: Expression })
  | (NodeBase & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (NodeBase & { readonly kind: 'throw'; readonly value: Expression })
  | (NodeBase & { readonly kind: 'if'; readonly test: Expression; readonly then: readonly Statement[]; readonly else: readonly Statement[] })
  | (NodeBase & { readonly kind: 'forOf'; readonly await: boolean; readonly pattern: Pattern; readonly over: Expression; readonly body: readonly Statement[] })
  | (NodeBase & { readonly kind: 'for'; readonly init: readonly Statement[]; readonly test: Expression | undefined; readonly update: Expression | undefined; readonly body: readonly Statement[] })
  | (NodeBase & { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[]; readonly testAfter: boolean })
  | (NodeBase & { readonly kind: 'try'; readonly body: readonly Statement[]; readonly catch: CatchClauseNode | undefined; readonly finally: readonly Statement[] })
  | (NodeBase & { readonly kind: 'switch'; readonly value: Expression; readonly cases: readonly CaseNode[] })
  | (NodeBase & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | (NodeBase & { readonly kind: 'jump'; readonly jump: 'break' | 'continue' })
  /** A type, an interface, an empty statement: without meaning when it runs. */
  | (NodeBase & { readonly kind: 'types'; readonly name: string | undefined })
  | (NodeBase & { readonly kind: 'other'; readonly text: string });

export interface VariableNode extends NodeBase {
  readonly pattern: Pattern;
  readonly init: Expression | undefined;
}

export interface CatchClauseNode extends NodeBase {
  readonly pattern: Pattern | undefined;
  readonly body: readonly Statement[];
}

export interface CaseNode extends NodeBase {
  /** Undefined for `default`. */
  readonly test: Expression | undefined;
  readonly body: readonly Statement[];
}

export interface ImportNode extends NodeBase {
  /** As written: `./product.ts`, `zod`. */
  readonly from: string;
  readonly typeOnly: boolean;
  readonly names: readonly ImportedName[];
}

export interface ImportedName extends NodeBase {
  /** `default`, `*`, or the exported name. */
  readonly imported: string;
  readonly local: string;
  readonly typeOnly: boolean;
}

/** `export { a as b }`, `export { a } from './x.ts'`, `export * from './x.ts'`; `export default <expression>` has `value`. */
export interface ExportNode extends NodeBase {
  readonly from: string | undefined;
  /** `*` as imported with exported `*` re-exports everything. */
  readonly names: readonly { readonly local: string; readonly exported: string }[];
  readonly value: Expression | undefined;
}

/** One file as syntax. */
export interface Module {
  /** Relative to the app's folder, with `/`. */
  readonly path: string;
  readonly imports: readonly ImportNode[];
  readonly exports: readonly ExportNode[];
  readonly statements: readonly Statement[];
  /** Every name that stands in an expression of it: variables, members, keys of objects. */
  readonly words: ReadonlySet<string>;
  /** Every `name.member` that stands in it. */
  readonly memberUses: ReadonlySet<string>;
  /** Where the text does not parse; a tree is there nevertheless. */
  readonly mistakes: readonly { readonly start: number; readonly message: string }[];
}

/** An SQL expression; parentheses, quotes, casts of literals and other ways to say the same are gone. */
export type SqlNode =
  | { readonly kind: 'column'; readonly parts: readonly string[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string }
  /** `null`, `true`, `current_date`, ... */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly SqlNode[]; readonly distinct: boolean }
  | { readonly kind: 'cast'; readonly value: SqlNode; readonly type: string }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: SqlNode }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: SqlNode; readonly right: SqlNode }
  | { readonly kind: 'not'; readonly operand: SqlNode }
  | { readonly kind: 'all'; readonly word: 'and' | 'or'; readonly operands: readonly SqlNode[] }
  | { readonly kind: 'in'; readonly item: SqlNode; readonly values: readonly SqlNode[] }
  /** `is null`, `is true`, ... and their opposites. */
  | { readonly kind: 'is'; readonly value: SqlNode; readonly what: string }
  | { readonly kind: 'list'; readonly items: readonly SqlNode[] }
  | { readonly kind: 'array'; readonly items: readonly SqlNode[] }
  | { readonly kind: 'case'; readonly value: SqlNode | undefined; readonly branches: readonly { readonly when: SqlNode; readonly then: SqlNode }[]; readonly otherwise: SqlNode | undefined }
  /** What is not understood, as its tokens. */
  | { readonly kind: 'raw'; readonly tokens: readonly { readonly text: string; readonly word: boolean }[] };

const children: { readonly [K in SqlNode['kind']]: (node: Extract<SqlNode, { kind: K }>, change: (node: SqlNode) => SqlNode) => SqlNode } = {
  column: (node) => node,
  text: (node) => node,
  number: (node) => node,
  word: (node) => node,
  raw: (node) => node,
  call: (node, change) => ({ ...node, args: node.args.map(change) }),
  cast: (node, change) => ({ ...node, value: change(node.value) }),
  unary: (node, change) => ({ ...node, operand: change(node.operand) }),
  binary: (node, change) => ({ ...node, left: change(node.left), right: change(node.right) }),
  not: (node, change) => ({ ...node, operand: change(node.operand) }),
  all: (node, change) => ({ ...node, operands: node.operands.map(change) }),
  in: (node, change) => ({ ...node, item: change(node.item), values: node.values.map(change) }),
  is: (node, change) => ({ ...node, value: change(node.value) }),
  list: (node, change) => ({ ...node, items: node.items.map(change) }),
  array: (node, change) => ({ ...node, items: node.items.map(change) }),
  case: (node, change) => ({
    ...node,
    value: node.value === undefined ? undefined : change(node.value),
    branches: node.branches.map(({ when, then }) => ({ when: change(when), then: change(then) })),
    otherwise: node.otherwise === undefined ? undefined : change(node.otherwise),
  }),
};

/** The node with each of its parts changed. */
export function mapParts(node: SqlNode, change: (node: SqlNode) => SqlNode): SqlNode {
  return (children[node.kind] as (node: SqlNode, change: (node: SqlNode) => SqlNode) => SqlNode)(node, change);
}

/** The node after a column got another name. */
export function withColumnRenamed(node: SqlNode, from: string, to: string): SqlNode {
  if (node.kind === 'column') return node.parts.at(-1) === from ? { ...node, parts: [...node.parts.slice(0, -1), to] } : node;
  if (node.kind === 'raw') return { ...node, tokens: node.tokens.map((token) => (token.word && token.text === from ? { ...token, text: to } : token)) };
  return mapParts(node, (part) => withColumnRenamed(part, from, to));
}

/** The columns that an expression names, each once, in the order of the text. */
export function columnsIn(node: SqlNode): readonly string[] {
  const found = new Set<string>();
  const visit = (part: SqlNode): SqlNode => {
    if (part.kind === 'column') found.add(part.parts.at(-1) ?? '');
    if (part.kind === 'raw') for (const token of part.tokens) if (token.word) found.add(token.text);
    return mapParts(part, visit);
  };
  visit(node);
  return [...found];
}

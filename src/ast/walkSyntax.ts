import type { ClassNode, Expression, FunctionNode, ObjectEntry, Pattern, PropertyKeyNode, Statement } from './syntax.ts';

/** What can be met on a walk. */
export type SyntaxNode = Expression | Statement;

/** Called for every expression and statement, outer before inner, with what stands around it, the nearest last. */
export type Visit = (node: SyntaxNode, around: readonly SyntaxNode[]) => void;

/** Walks through statements and everything in them, defaults of patterns and computed keys included. */
export function walkSyntax(statements: readonly Statement[], visit: Visit): void {
  const walker = new Walker(visit);
  walker.statements(statements);
}

class Walker {
  readonly #visit: Visit;
  readonly #around: SyntaxNode[] = [];

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  statements(nodes: readonly Statement[]): void {
    for (const node of nodes) this.#enter(node, () => { this.#insideStatement(node); });
  }

  #expression(node: Expression | undefined): void {
    if (node !== undefined) this.#enter(node, () => { this.#insideExpression(node); });
  }

  #expressions(nodes: readonly Expression[]): void {
    for (const node of nodes) this.#expression(node);
  }

  #enter(node: SyntaxNode, inside: () => void): void {
    this.#visit(node, this.#around);
    this.#around.push(node);
    inside();
    this.#around.pop();
  }

  #insideStatement(node: Statement): void {
    switch (node.kind) {
      case 'variables':
        for (const { pattern, init } of node.declarations) {
          this.#pattern(pattern);
          this.#expression(init);
        }
        return;
      case 'functionDeclaration':
        this.#expression(node.function);
        return;
      case 'classDeclaration':
        this.#expression(node.class);
        return;
      case 'expression': case 'throw': case 'return':
        this.#expression(node.value);
        return;
      case 'block':
        this.statements(node.body);
        return;
      case 'if':
        this.#expression(node.test);
        this.statements(node.then);
        this.statements(node.else);
        return;
      case 'switch':
        this.#expression(node.value);
        for (const { test, body } of node.cases) {
          this.#expression(test);
          this.statements(body);
        }
        return;
      case 'jump': case 'types': case 'other':
        return;
      case 'forOf': case 'for': case 'while': case 'try':
        this.#insideLoop(node);
    }
  }

  #insideLoop(node: Extract<Statement, { readonly kind: 'forOf' | 'for' | 'while' | 'try' }>): void {
    switch (node.kind) {
      case 'forOf':
        this.#pattern(node.pattern);
        this.#expression(node.over);
        break;
      case 'for':
        this.statements(node.init);
        this.#expression(node.test);
        this.#expression(node.update);
        break;
      case 'while':
        this.#expression(node.test);
        break;
      case 'try':
        this.statements(node.body);
        this.#pattern(node.catch?.pattern);
        this.statements(node.catch?.body ?? []);
        this.statements(node.finally);
        return;
    }
    this.statements(node.body);
  }

  #insideExpression(node: Expression): void {
    switch (node.kind) {
      case 'template': this.#expressions(node.values); return;
      case 'taggedTemplate': this.#expressions([node.tag, node.template]); return;
      case 'object': for (const entry of node.entries) this.#entry(entry); return;
      case 'array': this.#expressions(node.items); return;
      case 'member': this.#expression(node.object); return;
      case 'index': this.#expressions([node.object, node.index]); return;
      case 'call': case 'new': this.#expressions([node.callee, ...node.args]); return;
      case 'function': this.#function(node); return;
      case 'class': this.#class(node); return;
      case 'unary': this.#expression(node.operand); return;
      case 'binary': this.#expressions([node.left, node.right]); return;
      case 'assign': this.#expressions([node.target, node.value]); return;
      case 'conditional': this.#expressions([node.test, node.then, node.else]); return;
      case 'await': case 'spread': this.#expression(node.value); return;
      case 'literal': case 'regex': case 'identifier': case 'this': case 'other': return;
    }
  }

  #entry(entry: ObjectEntry): void {
    if (entry.kind === 'spread') this.#expression(entry.value);
    else {
      this.#key(entry.key);
      this.#expression(entry.kind === 'property' ? entry.value : entry.function);
    }
  }

  #key({ name }: PropertyKeyNode): void {
    if (typeof name !== 'string') this.#expression(name);
  }

  #function({ params, body }: FunctionNode): void {
    for (const { pattern, default: value } of params) {
      this.#pattern(pattern);
      this.#expression(value);
    }
    this.statements(body);
  }

  #class(node: ClassNode): void {
    this.#expression(node.extends);
    for (const { value } of node.members) this.#expression(value);
  }

  #pattern(pattern: Pattern | undefined): void {
    if (pattern === undefined || pattern.kind === 'name') return;
    if (pattern.kind === 'arrayPattern') {
      for (const item of pattern.items) {
        this.#pattern(item?.pattern);
        this.#expression(item?.default);
      }
      return;
    }
    for (const { key, pattern: inner, default: value } of pattern.entries) {
      this.#key(key);
      this.#pattern(inner);
      this.#expression(value);
    }
    this.#pattern(pattern.rest);
  }
}

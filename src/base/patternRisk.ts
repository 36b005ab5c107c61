import { type AST, RegExpParser } from '@eslint-community/regexpp';

/**
 * Why matching the pattern can take time that grows exponentially with the text, or undefined when it cannot: inside a
 * repetition the same text can be read in more than one way (`(a+)+`, `(a|a)*`), so that a text which almost matches is
 * tried in all of them. Works on the position automaton: an expression is exponentially ambiguous when a position
 * reaches itself along two paths with one text (Weber and Seidl, 1991).
 */
export function patternRisk(pattern: string): string | undefined {
  const known = risks.get(pattern);
  if (known !== undefined) return known.risk;
  const tree = parse(pattern);
  const risk = tree === undefined || !/[*+{]/.test(pattern) ? undefined : riskOf(tree, pattern);
  risks.set(pattern, { risk });
  return risk;
}

const risks = new Map<string, { readonly risk: string | undefined }>();

function parse(pattern: string): AST.Pattern | undefined {
  for (const unicode of [true, false]) {
    try {
      return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(pattern, 0, pattern.length, { unicode });
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Positions within loops beyond which a pattern is not analysed, but not trusted either. */
const mostPositions = 150;
/** A counted repetition of at least so many turns counts as one without end. */
const manyTurns = 10;

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const nothing: Part = { nullable: true, first: [], last: [] };

/** The automaton of an expression: each position reads one of its characters. */
class Automaton {
  readonly characters: ReadonlySet<string>[] = [];
  /** For each position those that can follow, with the number of ways. */
  readonly next: Map<number, number>[] = [];
  readonly #alphabet: readonly string[];

  constructor(pattern: string) {
    const own = Array.from(pattern).flatMap((character) => [character, String.fromCodePoint(Math.min((character.codePointAt(0) ?? 0) + 1, 0x10ffff))]);
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    this.#alphabet = [...new Set([...own, ...ascii, '\n', '\t', 'é', '日', '😀'])];
  }

  alternatives(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map((alternative) => alternative.elements.reduce((before: Part, element) => this.#sequence(before, this.#element(element)), nothing));
    return { nullable: parts.some(({ nullable }) => nullable), first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last) };
  }

  #sequence(left: Part, right: Part): Part {
    this.#connect(left.last, right.first);
    return {
      nullable: left.nullable && right.nullable,
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
    };
  }

  #element(element: AST.Element): Part {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.alternatives(element.alternatives);
      case 'Quantifier': {
        const part = this.#element(element.element);
        if (element.max === 0) return nothing;
        if (element.max >= manyTurns) this.#connect(part.last, part.first);
        return element.min === 0 ? { ...part, nullable: true } : part;
      }
      case 'Assertion':
        // Each look-around is an expression of its own.
        if (element.kind === 'lookahead' || element.kind === 'lookbehind') this.alternatives(element.alternatives);
        return nothing;
      case 'Backreference':
        return nothing;
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        return this.#position(element.raw);
    }
  }

  #position(source: string): Part {
    const index = this.characters.length;
    const expression = atom(source);
    this.characters.push(new Set(expression === undefined ? this.#alphabet : this.#alphabet.filter((character) => expression.test(character))));
    this.next.push(new Map());
    return { nullable: false, first: [index], last: [index] };
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const start of from) for (const end of to) this.next[start]?.set(end, (this.next[start].get(end) ?? 0) + 1);
  }
}

function atom(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^(?:${source})$`, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}

function riskOf(tree: AST.Pattern, pattern: string): string | undefined {
  const automaton = new Automaton(pattern);
  automaton.alternatives(tree.alternatives);
  const { next, characters } = automaton;
  const loops = componentsOf(next.map((edges) => [...edges.keys()]));
  for (const loop of loops) {
    const inside = new Set(loop);
    const edges = (position: number): readonly number[] => [...(next[position]?.keys() ?? [])].filter((end) => inside.has(end));
    if (loop.some((position) => edges(position).some((end) => (next[position]?.get(end) ?? 0) > 1))) return 'a repetition stands directly in a repetition';
    if (loop.every((position) => edges(position).length < 2)) continue;
    if (loop.length > mostPositions) return 'a repetition is too large to be judged';
    if (isAmbiguous(loop, edges, characters)) return 'inside a repetition one text can be read in several ways';
  }
  return undefined;
}

/** Whether two different paths with one text lead from a position back to it. */
function isAmbiguous(loop: readonly number[], edges: (position: number) => readonly number[], characters: readonly ReadonlySet<string>[]): boolean {
  const size = loop.length;
  const place = new Map(loop.map((position, index) => [position, index]));
  const overlap = (a: number, b: number): boolean => [...(characters[a] ?? [])].some((character) => characters[b]?.has(character));
  const shared = loop.map((a) => loop.map((b) => overlap(a, b)));
  const pairs = loop.flatMap((a) => loop.map((b) => edges(a).flatMap((toA) => edges(b).flatMap((toB) => {
    const [x = 0, y = 0] = [place.get(toA), place.get(toB)];
    return shared[x]?.[y] === true ? [x * size + y] : [];
  }))));
  return componentsOf(pairs).some((component) => component.some((pair) => Math.floor(pair / size) === pair % size) && component.some((pair) => Math.floor(pair / size) !== pair % size));
}

/** The strongly connected components that hold a circle (Tarjan, without recursion). */
function componentsOf(edges: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const found: number[][] = [];
  const work: { readonly node: number; at: number }[] = [];
  const enter = (node: number): void => {
    lowest.set(node, order.size);
    order.set(node, order.size);
    open.push(node);
    isOpen.add(node);
    work.push({ node, at: 0 });
  };
  const lower = (node: number, value: number): void => void lowest.set(node, Math.min(lowest.get(node) ?? value, value));
  for (const root of edges.keys()) {
    if (!order.has(root)) enter(root);
    for (let step = work.at(-1); step !== undefined; step = work.at(-1)) {
      const target = edges[step.node]?.[step.at];
      step.at += 1;
      if (target !== undefined) {
        if (!order.has(target)) enter(target);
        else if (isOpen.has(target)) lower(step.node, order.get(target) ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(parent.node, lowest.get(step.node) ?? 0);
      if (lowest.get(step.node) !== order.get(step.node)) continue;
      const component = open.splice(open.indexOf(step.node));
      for (const member of component) isOpen.delete(member);
      if (component.length > 1 || (edges[step.node]?.includes(step.node) ?? false)) found.push(component);
    }
  }
  return found;
}

import type { AppFacts } from '../targets/facts/appFacts.ts';
import type { Comparison, ComparisonParts, Finding } from './comparison.ts';
import type { FunctionNodes } from './functionNodes.ts';
import type { Gap } from './gap.ts';

type Part = keyof AppFacts;

/** A comparison that notes which of its parts are looked at. A part that says the same as in an earlier comparison is the same object. */
export class ObservedComparison implements Comparison {
  readonly index: Comparison['index'];
  readonly expected: AppFacts;
  readonly actual: AppFacts;
  readonly expectedText: Comparison['expectedText'];
  readonly actualText: Comparison['actualText'];
  readonly hasFile: Comparison['hasFile'];
  readonly #parts: ComparisonParts;
  readonly #watchers: Map<string, unknown>[] = [];

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
    this.index = parts.index;
    this.expectedText = parts.expectedText;
    this.actualText = parts.actualText;
    this.hasFile = (path) => this.#seen(`file ${path}`, parts.hasFile(path));
    this.expected = new ObservedFacts((part) => this.#seen(`expected ${part}`, parts.expected[part]));
    this.actual = new ObservedFacts((part) => this.#seen(`actual ${part}`, parts.actual[part]));
  }

  get functionNodes(): FunctionNodes {
    return this.#seen('functionNodes', this.#parts.functionNodes);
  }

  remembered(before: Finding | undefined, find: () => readonly Gap[]): Finding {
    const finding = before !== undefined && this.#isAsItWas(before) ? before : this.#observed(find);
    for (const [part, value] of finding.seen) this.#seen(part, value);
    return finding;
  }

  #observed(find: () => readonly Gap[]): Finding {
    const seen = new Map<string, unknown>();
    this.#watchers.push(seen);
    try {
      return { gaps: find(), seen };
    } finally {
      this.#watchers.pop();
    }
  }

  #isAsItWas({ seen }: Finding): boolean {
    for (const [part, value] of seen) if (this.#now(part) !== value) return false;
    return true;
  }

  #now(part: string): unknown {
    if (part === 'functionNodes') return this.#parts.functionNodes;
    if (part.startsWith('file ')) return this.#parts.hasFile(part.slice('file '.length));
    const [side, name] = part.split(' ', 2);
    return (side === 'expected' ? this.#parts.expected : this.#parts.actual)[name as Part];
  }

  #seen<T>(part: string, value: T): T {
    this.#watchers.at(-1)?.set(part, value);
    return value;
  }
}

type See = <P extends Part>(part: P) => AppFacts[P];

/** Facts of which each is told to `see` that is looked at. */
class ObservedFacts implements AppFacts {
  readonly #see: See;

  constructor(see: See) {
    this.#see = see;
  }

  get tables(): AppFacts['tables'] { return this.#see('tables'); }
  get database(): AppFacts['database'] { return this.#see('database'); }
  get endpoints(): AppFacts['endpoints'] { return this.#see('endpoints'); }
  get schemas(): AppFacts['schemas'] { return this.#see('schemas'); }
  get machines(): AppFacts['machines'] { return this.#see('machines'); }
  get functions(): AppFacts['functions'] { return this.#see('functions'); }
  get eventHandlers(): AppFacts['eventHandlers'] { return this.#see('eventHandlers'); }
  get schedules(): AppFacts['schedules'] { return this.#see('schedules'); }
  get settings(): AppFacts['settings'] { return this.#see('settings'); }
  get unreadable(): AppFacts['unreadable'] { return this.#see('unreadable'); }
}

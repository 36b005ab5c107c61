import { everyRow, type Footprint } from '../../semantics/footprint.ts';

/** What is to be done once everything that it waits for has been done. */
export interface Errand {
  /** Errands whose footprints meet follow each other; one without a footprint waits for none. */
  readonly footprint?: Footprint;
  /** Errands that have to come first all the same. */
  readonly after?: readonly Ticket[];
  /** Waits for all earlier errands, and all later ones wait for it. */
  readonly alone?: boolean;
  /** Errands of a group can be fenced off from later ones. */
  readonly group: string;
  /** Never rejects. Told how many errands were handed in before it. */
  run(number: number): Promise<void>;
}

/** An errand that was handed in. */
export interface Ticket {
  readonly number: number;
  readonly isDone: () => boolean;
  readonly done: Promise<void>;
}

/** The errands that are not done and touch a table. */
interface Table {
  /** The last one that writes: writes to a table follow each other. */
  writer?: Waiting;
  /** The last one that writes to every row. */
  wholeWriter?: Waiting;
  readonly writers: Map<string, Waiting>;
  scanners: Waiting[];
  readonly readers: Map<string, Waiting[]>;
}

/**
 * Does errands side by side, as many at once as there is room for, in the order in which they were handed in only as far
 * as it matters: a row is read between the same two writes as if one errand were done after the other, and the rows of a
 * table are written in order.
 */
export class Traffic {
  readonly #most: number;
  readonly #tables = new Map<string, Table>();
  readonly #groups = new Map<string, Set<Waiting>>();
  readonly #fences = new Map<string, readonly Waiting[]>();
  readonly #pending = new Set<Waiting>();
  readonly #ready = new Set<Waiting>();
  #unranked = 0;
  #last: Waiting | undefined;
  readonly #travelling = new Set<Waiting>();
  #isOpen = false;
  #count = 0;

  /** `most`: how many errands are under way at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many errands are not done. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Nothing is done before this. */
  open(): void {
    this.#isOpen = true;
    this.#go();
  }

  add(errand: Errand): Ticket {
    const ticket = new Waiting((this.#count += 1), errand);
    for (const earlier of this.#inTheWay(errand)) ticket.waitFor(earlier);
    if (errand.footprint !== undefined) this.#register(ticket, errand.footprint);
    if (errand.alone === true) this.#last = ticket;
    this.#pending.add(ticket);
    this.#group(errand.group).add(ticket);
    if (ticket.isReady) this.#ready.add(ticket);
    this.#unranked += 1;
    this.#go();
    return ticket;
  }

  /** Errands of the group that are handed in from now on wait for those that were handed in before. */
  fence(group: string): void {
    this.#fences.set(group, [...this.#group(group)]);
  }

  /** Resolves when some errand has been done; at once when there is none. */
  async next(): Promise<void> {
    if (this.#pending.size > 0) await Promise.race([...this.#pending].slice(0, this.#most * 2).map(({ done }) => done));
  }

  #group(name: string): Set<Waiting> {
    const known = this.#groups.get(name) ?? new Set<Waiting>();
    this.#groups.set(name, known);
    return known;
  }

  #inTheWay({ footprint, after = [], alone, group }: Errand): Iterable<Waiting> {
    if (alone === true) return this.#pending;
    const found = new Set<Waiting>(this.#fences.get(group));
    if (this.#last !== undefined) found.add(this.#last);
    for (const ticket of after) if (ticket instanceof Waiting) found.add(ticket);
    if (footprint !== undefined) this.#meeting(footprint, found);
    return found;
  }

  #meeting({ scans, reads, writes }: Footprint, found: Set<Waiting>): void {
    const add = (tickets: Iterable<Waiting | undefined>): void => {
      for (const ticket of tickets) if (ticket !== undefined) found.add(ticket);
    };
    for (const name of scans) add([this.#tables.get(name)?.writer]);
    for (const [name, keys] of reads) {
      const table = this.#tables.get(name);
      if (table === undefined) continue;
      add([table.wholeWriter]);
      for (const key of keys) add([table.writers.get(key)]);
    }
    for (const [name, keys] of writes) {
      const table = this.#tables.get(name);
      if (table === undefined) continue;
      add([table.writer]);
      add(table.scanners);
      for (const readers of keys.has(everyRow) ? table.readers.values() : [...keys].map((key) => table.readers.get(key) ?? [])) add(readers);
    }
  }

  #register(ticket: Waiting, { scans, reads, writes }: Footprint): void {
    for (const name of scans) this.#table(name).scanners.push(ticket);
    for (const [name, keys] of reads) {
      const { readers } = this.#table(name);
      for (const key of keys) {
        const known = readers.get(key);
        if (known === undefined) readers.set(key, [ticket]);
        else known.push(ticket);
      }
    }
    for (const [name, keys] of writes) this.#registerWrites(ticket, this.#table(name), keys);
  }

  /** Whoever comes later waits for this one, so nobody has to know any more what it waits for itself. */
  #registerWrites(ticket: Waiting, table: Table, keys: ReadonlySet<string>): void {
    table.writer = ticket;
    table.scanners = [];
    if (keys.has(everyRow)) {
      table.wholeWriter = ticket;
      table.writers.clear();
      table.readers.clear();
    }
    for (const key of keys) {
      table.writers.set(key, ticket);
      table.readers.delete(key);
    }
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = { writers: new Map(), scanners: [], readers: new Map() };
      this.#tables.set(name, table);
    }
    return table;
  }

  #go(): void {
    while (this.#isOpen && this.#travelling.size < this.#most) {
      const ticket = this.#mostUrgent();
      if (ticket === undefined || (this.#travelling.size >= this.#most / 2 && this.#isInTheWay(ticket))) return;
      this.#ready.delete(ticket);
      this.#travelling.add(ticket);
      void ticket.run().then(() => { this.#arrived(ticket); });
    }
  }

  /** Every errand that is under way slows down the others: half of the room is for those that are about as urgent as any. */
  #isInTheWay({ urgency }: Waiting): boolean {
    const most = Math.max(...[...this.#travelling].map((ticket) => ticket.urgency));
    return urgency < 0.75 * most;
  }

  /** What most has to wait for goes first, so that in the end there is still something to do beside a long row of errands. */
  #mostUrgent(): Waiting | undefined {
    if (this.#unranked > rankedAtOnce) {
      this.#unranked = 0;
      for (const ticket of [...this.#pending].reverse()) ticket.rank();
    }
    let best: Waiting | undefined;
    for (const ticket of this.#ready) if (best === undefined || ticket.urgency > best.urgency || (ticket.urgency === best.urgency && ticket.number < best.number)) best = ticket;
    return best;
  }

  #arrived(ticket: Waiting): void {
    this.#travelling.delete(ticket);
    this.#pending.delete(ticket);
    this.#group(ticket.errand.group).delete(ticket);
    for (const follower of ticket.finish()) this.#ready.add(follower);
    this.#go();
  }
}

/** So many new errands are waited for before it is found out again how urgent each is. */
const rankedAtOnce = 50;
/** A write takes about so many times as long as anything else. */
const weightOfWrites = 4;

class Waiting implements Ticket {
  readonly number: number;
  readonly errand: Errand;
  readonly done: Promise<void>;
  readonly isDone = (): boolean => this.#isDone;
  readonly #followers = new Set<Waiting>();
  /** How much has to be done one after the other, beginning with this; found out from the last errand to the first. */
  urgency = 0;
  #blockers = 0;
  #isDone = false;
  #resolve: () => void = () => undefined;

  constructor(number: number, errand: Errand) {
    this.number = number;
    this.errand = errand;
    this.done = new Promise((resolve) => { this.#resolve = resolve; });
  }

  get isReady(): boolean {
    return this.#blockers === 0;
  }

  rank(): void {
    let after = 0;
    for (const { urgency } of this.#followers) after = Math.max(after, urgency);
    this.urgency = after + ((this.errand.footprint?.writes.size ?? 0) > 0 ? weightOfWrites : 1);
  }

  waitFor(earlier: Waiting): void {
    if (earlier.#isDone || earlier.#followers.has(this)) return;
    earlier.#followers.add(this);
    this.#blockers += 1;
  }

  run(): Promise<void> {
    return this.errand.run(this.number);
  }

  /** Gives those that waited for this one last. */
  finish(): readonly Waiting[] {
    this.#isDone = true;
    this.#resolve();
    const ready: Waiting[] = [];
    for (const follower of this.#followers) {
      follower.#blockers -= 1;
      if (follower.isReady) ready.push(follower);
    }
    this.#followers.clear();
    return ready;
  }
}

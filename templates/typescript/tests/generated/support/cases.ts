import { eq, getTableColumns } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../../../src/db/client.ts";
import { toProblem } from "../../../src/db/errors.ts";
import { Problem } from "../../../src/http/problem.ts";
import type { CallContext } from "../../../src/shared/context.ts";
import { caseEntities, emittedEvents } from "./caseEntities.ts";
import { instantAfter } from "./instants.ts";

/** One example of what a function does; `{ $row }`, `{ $key }`, `{ $now }` and `{ $bytes }` stand for rows, their keys, instants and bytes in base64. */
export interface AtomCase {
  readonly name: string;
  readonly rows: readonly {
    readonly name: string;
    readonly entity: string;
    readonly values: Values;
  }[];
  /** The instant of the call. */
  readonly now?: string;
  /** Who calls: an administrator by default, null for nobody. */
  readonly caller?: {
    readonly subject: string;
    readonly scopes?: readonly string[];
    readonly isAdmin?: boolean;
  } | null;
  /** By parameter after the context. */
  readonly arguments: Values;
  readonly expect: {
    readonly failure?: { readonly status?: number; readonly code?: string };
    readonly result?: unknown;
    /** By name of the row; null for a row that is gone. */
    readonly rows?: Readonly<Record<string, Values | null>>;
    readonly counts?: Readonly<Record<string, number>>;
    /** Rows that the call makes, by entity, in any order. */
    readonly created?: Readonly<Record<string, readonly Values[]>>;
    /** By name alone, or with what the payload has. */
    readonly events?: readonly (
      string | { readonly name: string; readonly payload: Values }
    )[];
  };
}

type Values = Readonly<Record<string, unknown>>;

/** How rows of an entity are made without an endpoint. */
export interface CaseEntity {
  readonly table: PgTable;
  /** Name of the primary key. */
  readonly key: string;
  /** By foreign key; `relation` may stand in its place. */
  readonly references: Readonly<
    Record<
      string,
      {
        readonly entity: string;
        readonly relation: string;
        readonly isRequired: boolean;
      }
    >
  >;
  /** The attribute that holds the subject of the owner. */
  readonly owner?: string;
  /** Attributes that say when a row was made and changed. */
  readonly clock: readonly string[];
  /** Values for what a case leaves out. */
  readonly samples: readonly Values[];
}

/** A function that is stated in words, and how it is called. */
export interface CaseUnit {
  readonly call: (context: CallContext, ...values: never[]) => Promise<unknown>;
  /** Names of the parameters after the context. */
  readonly parameters: readonly string[];
  /** Where in the arguments instants stand: `bindings.input.at`, `bindings.days[]`. */
  readonly instants: readonly string[];
}

/** What an example says of a function. */
export interface CaseOutcome {
  /** How the function does something else than the example says; nothing when it holds. */
  readonly differences: readonly string[];
  /** Why the example cannot be run at all. */
  readonly invalid?: string;
}

/** Makes the rows of an example, calls the function, compares, and leaves nothing behind. The database should have no other rows. */
export async function runCase(
  database: Database,
  unit: CaseUnit,
  example: AtomCase,
): Promise<CaseOutcome> {
  let differences: readonly string[] = [];
  try {
    await database.transaction(async (tx) => {
      differences = await new Stage(tx, example).play(unit);
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof InvalidCase)
      return { differences: [], invalid: error.message };
    if (!(error instanceof Undone)) throw error;
  }
  return { differences };
}

class Undone extends Error {}
class InvalidCase extends Error {}

interface Made {
  readonly entity: CaseEntity;
  readonly key: unknown;
  readonly row: Values;
}

/** The rows of one example, inside its transaction. */
class Stage {
  readonly #tx: Database;
  readonly #example: AtomCase;
  readonly #now: Date;
  readonly #named = new Map<string, Made>();
  readonly #counts = new Map<string, number>();
  /** Keys of the rows that were made before the call. */
  readonly #keys = new Map<CaseEntity, Set<unknown>>();
  #made = 0;

  constructor(tx: Database, example: AtomCase) {
    this.#tx = tx;
    this.#example = example;
    this.#now = new Date(example.now ?? "2030-01-15T12:00:00.000Z");
    if (Number.isNaN(this.#now.getTime()))
      throw new InvalidCase(`${example.now} is no instant.`);
  }

  async play(unit: CaseUnit): Promise<readonly string[]> {
    const { rows, expect } = this.#example;
    for (const { name, entity, values } of rows) {
      if (this.#named.has(name))
        throw new InvalidCase(`Two rows are named ${name}.`);
      this.#named.set(name, await this.#make(name, entity, values));
    }
    const values = unit.parameters.map((name) =>
      this.#resolved(this.#argument(name), name, unit.instants),
    );
    const failure = await this.#call(unit, values as never[], (result) =>
      this.#differences(result),
    );
    const { failure: expected } = expect;
    if (failure instanceof Problem) {
      const told = `${failure.status} ${failure.code}: ${failure.message}`;
      if (expected === undefined)
        return [`It is refused with ${told}; it must succeed.`];
      return (expected.status ?? failure.status) === failure.status &&
        (expected.code === undefined || expected.code === failure.code)
        ? []
        : [
            `It is refused with ${told}; it must be refused with ${refusal(expected)}.`,
          ];
    }
    return failure;
  }

  #argument(name: string): unknown {
    const { arguments: given } = this.#example;
    if (!Object.hasOwn(given, name))
      throw new InvalidCase(`The argument ${name} is missing.`);
    return given[name];
  }

  /** Calls the function in a transaction of its own inside the one of the example, which is undone. */
  async #call(
    unit: CaseUnit,
    values: never[],
    compare: (result: unknown) => Promise<readonly string[]>,
  ): Promise<Problem | readonly string[]> {
    const broken: { problem: Problem; check: () => Promise<void> }[] = [];
    let differences: readonly string[] = [];
    try {
      await this.#tx.transaction(async (tx) => {
        const checks = new Map<string, () => Promise<void>>();
        const context: CallContext = {
          tx,
          caller: this.#caller(),
          now: this.#now,
          deferCheck: (key, check) => checks.set(key, check),
          afterCommit: () => undefined,
        };
        const result = await unit.call(context, ...values);
        for (const [key, check] of checks) {
          checks.delete(key);
          const problem = await refusalOf(check);
          if (problem !== undefined) broken.push({ problem, check });
        }
        differences = await compare(result);
        throw new Undone();
      });
    } catch (error) {
      if (error instanceof InvalidCase) throw error;
      if (!(error instanceof Undone)) return failureOf(error);
    }
    // Values that an example leaves open may break a rule in words before the call already: then it says nothing of the function.
    for (const { problem, check } of broken)
      if ((await refusalOf(check)) === undefined) return problem;
    return differences;
  }

  #caller(): CallContext["caller"] {
    const { caller } = this.#example;
    if (caller === null) return undefined;
    const {
      subject,
      scopes = [],
      isAdmin = false,
    } = caller ?? { subject: "admin", isAdmin: true };
    return { subject, scopes: new Set(scopes), isAdmin };
  }

  async #differences(result: unknown): Promise<readonly string[]> {
    const {
      failure,
      result: wanted,
      rows = {},
      counts = {},
      created = {},
      events,
    } = this.#example.expect;
    if (failure !== undefined)
      return [`It succeeds; it must be refused with ${refusal(failure)}.`];
    const found: string[] = [];
    if (wanted !== undefined)
      compared(result, this.#resolved(wanted), "The result", found);
    for (const [name, values] of Object.entries(rows))
      await this.#compareRow(name, values, found);
    for (const [name, count] of Object.entries(counts)) {
      const actual = await this.#tx.$count(entityNamed(name).table);
      if (actual !== count)
        found.push(
          `There are ${actual} rows of ${name}; there must be ${count}.`,
        );
    }
    for (const [name, wanted] of Object.entries(created))
      await this.#compareCreated(name, wanted, found);
    if (events !== undefined) await this.#compareEvents(events, found);
    return found;
  }

  async #compareRow(
    name: string,
    values: Values | null,
    found: string[],
  ): Promise<void> {
    const { entity, key } = this.#row(name);
    const column = columnsOf(entity)[entity.key];
    if (column === undefined) throw new InvalidCase(`${name} has no key.`);
    const [row] = await this.#tx
      .select()
      .from(entity.table)
      .where(eq(column, key));
    if (values === null) {
      if (row !== undefined)
        found.push(`${name} is still there; it must be gone.`);
      return;
    }
    if (row === undefined) {
      found.push(`${name} is gone.`);
      return;
    }
    this.#compareValues(row, values, { entity, name }, found);
  }

  /** Each row that is wanted is another one of those that the call made, and there are no more. */
  async #compareCreated(
    name: string,
    wanted: readonly Values[],
    found: string[],
  ): Promise<void> {
    const entity = entityNamed(name);
    const before = this.#keys.get(entity);
    const all: readonly Values[] = await this.#tx.select().from(entity.table);
    const made = all.filter((row) => before?.has(row[entity.key]) !== true);
    if (made.length !== wanted.length) {
      found.push(
        `It makes ${made.length} rows of ${name}; it must make ${wanted.length}.`,
      );
      return;
    }
    for (const values of wanted) {
      const tried = made.map((row) => {
        const differences: string[] = [];
        this.#compareValues(
          row,
          values,
          { entity, name: `The new ${name}` },
          differences,
        );
        return { row, differences };
      });
      tried.sort((a, b) => a.differences.length - b.differences.length);
      const [nearest] = tried;
      if (nearest === undefined) return;
      found.push(...nearest.differences);
      made.splice(made.indexOf(nearest.row), 1);
    }
  }

  #compareValues(
    row: Values,
    values: Values,
    { entity, name }: { readonly entity: CaseEntity; readonly name: string },
    found: string[],
  ): void {
    for (const [given, value] of Object.entries(values)) {
      const attribute = attributeOf(entity, given, name);
      const wanted = this.#stored(entity, attribute, value, name);
      compared(row[attribute], wanted, `${name}.${attribute}`, found);
    }
  }

  async #compareEvents(
    wanted: NonNullable<AtomCase["expect"]["events"]>,
    found: string[],
  ): Promise<void> {
    const actual = await emittedEvents(this.#tx);
    const names = actual.map(({ name }) => name);
    const expected = wanted.map((event) =>
      typeof event === "string" ? event : event.name,
    );
    if (names.join("\n") !== expected.join("\n")) {
      found.push(
        `The events are ${listed(names)}; they must be ${listed(expected)}.`,
      );
      return;
    }
    for (const [index, event] of wanted.entries()) {
      if (typeof event === "string") continue;
      const payload = this.#resolved(event.payload);
      compared(actual[index]?.payload, payload, event.name, found);
    }
  }

  /** Inserts a row; what is left out takes the samples of its entity in turn until the database admits one. */
  async #make(
    name: string,
    entityName: string,
    given: Values,
    depth = 0,
  ): Promise<Made> {
    const entity = entityNamed(entityName);
    if (depth > 12)
      throw new InvalidCase(`${entityName} needs rows that need it.`);
    const values: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(given)) {
      const attribute = attributeOf(entity, key, name);
      values[attribute] = this.#stored(entity, attribute, value, name);
    }
    for (const [attribute, { entity: target, isRequired }] of Object.entries(
      entity.references,
    )) {
      if (!isRequired || attribute in values) continue;
      const parent = await this.#make(
        `the ${target} of ${name}`,
        target,
        {},
        depth + 1,
      );
      values[attribute] = parent.key;
    }
    const told = entity.clock.find((attribute) => attribute in values);
    if (told !== undefined)
      for (const attribute of entity.clock) values[attribute] ??= values[told];
    const made = this.#counts.get(entityName) ?? 0;
    this.#counts.set(entityName, made + 1);
    this.#made += 1;
    let reason: unknown;
    for (let turn = 0; turn < Math.max(entity.samples.length, 1); turn += 1) {
      const row = { ...this.#filled(entity, made + turn, turn), ...values };
      try {
        const inserted = await this.#tx.transaction((tx) =>
          tx.insert(entity.table).values(row).returning(),
        );
        const [first] = inserted as readonly Values[];
        if (first !== undefined) {
          const keys = this.#keys.get(entity) ?? new Set();
          this.#keys.set(entity, keys.add(first[entity.key]));
          return { entity, key: first[entity.key], row: first };
        }
      } catch (error) {
        reason ??= error;
      }
    }
    throw new InvalidCase(
      `The row ${name} of ${entityName} cannot be made: ${reasonOf(reason)}`,
    );
  }

  #filled(entity: CaseEntity, sample: number, turn: number): Values {
    const { caller } = this.#example;
    const subject =
      caller === undefined ? "admin" : (caller?.subject ?? "somebody");
    const values: Record<string, unknown> = {};
    for (const attribute of entity.clock) values[attribute] = this.#before();
    const samples =
      entity.samples[sample % Math.max(entity.samples.length, 1)] ?? {};
    for (const [attribute, value] of Object.entries(samples))
      values[attribute] = this.#stored(entity, attribute, value, attribute);
    if (entity.owner !== undefined)
      values[entity.owner] = turn === 0 ? subject : `${subject}-${sample}`;
    return values;
  }

  /** Within the second before the call; each row after those that stand before it. */
  #before(): Date {
    return new Date(this.#now.getTime() - Math.max(1, 1000 - this.#made));
  }

  /** The value as the column takes it. */
  #stored(
    entity: CaseEntity,
    attribute: string,
    given: unknown,
    name: string,
  ): unknown {
    const column = columnsOf(entity)[attribute];
    if (column === undefined)
      throw new InvalidCase(`${name} has no attribute ${attribute}.`);
    const reference = isReference(given, "$row")
      ? { $key: given["$row"] }
      : given;
    const value = this.#resolved(reference);
    if (value === null || value === undefined) return null;
    if (column.dataType === "date") {
      const instant = new Date(String(value));
      if (Number.isNaN(instant.getTime()))
        throw new InvalidCase(
          `${String(value)} is no instant for ${name}.${attribute}.`,
        );
      return instant;
    }
    if (column.columnType === "PgDateString") return String(value).slice(0, 10);
    return column.columnType === "PgNumeric" ? String(value) : value;
  }

  /** The value with its rows, keys and instants in place; texts at `instants` become instants. */
  #resolved(
    value: unknown,
    path = "",
    instants: readonly string[] = [],
  ): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.#resolved(item, `${path}[]`, instants));
    if (isReference(value, "$row")) return this.#row(value["$row"]).row;
    if (isReference(value, "$key")) return this.#row(value["$key"]).key;
    if (isReference(value, "$bytes"))
      return Buffer.from(value["$bytes"], "base64");
    const isInstant = instants.includes(path);
    if (isReference(value, "$now")) {
      const instant = instantAfter(this.#now, value["$now"]);
      if (instant === undefined)
        throw new InvalidCase(`${value["$now"]} is no duration.`);
      return isInstant ? instant : instant.toISOString();
    }
    if (typeof value === "string" && isInstant) return new Date(value);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        this.#resolved(item, path === "" ? "" : `${path}.${key}`, instants),
      ]),
    );
  }

  #row(name: string): Made {
    const made = this.#named.get(name);
    if (made === undefined) throw new InvalidCase(`There is no row ${name}.`);
    return made;
  }
}

function entityNamed(name: string): CaseEntity {
  const entity = caseEntities[name];
  if (entity === undefined)
    throw new InvalidCase(`There is no entity ${name}.`);
  return entity;
}

function columnsOf({ table }: CaseEntity): Readonly<Record<string, PgColumn>> {
  return getTableColumns(table);
}

/** The attribute of that name; a relation stands for its foreign key. */
function attributeOf(entity: CaseEntity, name: string, row: string): string {
  if (Object.hasOwn(columnsOf(entity), name)) return name;
  const found = Object.entries(entity.references).find(
    ([, { relation }]) => relation === name,
  );
  if (found === undefined)
    throw new InvalidCase(`${row} has no attribute ${name}.`);
  return found[0];
}

/** Notes where the actual value does not have what is wanted. */
function compared(
  given: unknown,
  wanted: unknown,
  at: string,
  found: string[],
): void {
  const actual = given instanceof Date ? given.toISOString() : given;
  if (wanted instanceof Date) {
    compared(actual, wanted.toISOString(), at, found);
  } else if (wanted instanceof Uint8Array) {
    if (!(actual instanceof Uint8Array) || Buffer.compare(actual, wanted) !== 0)
      found.push(`${at} is ${shown(actual)}; it must be ${shown(wanted)}.`);
  } else if (Array.isArray(wanted)) {
    if (!Array.isArray(actual))
      found.push(`${at} is ${shown(actual)}; it must be a list.`);
    else if (actual.length !== wanted.length)
      found.push(
        `${at} has ${actual.length} items; it must have ${wanted.length}: ${shown(actual)}`,
      );
    else
      wanted.forEach((item, index) => {
        compared(actual[index], item, `${at}[${index}]`, found);
      });
  } else if (isRecord(wanted)) {
    if (!isRecord(actual))
      found.push(`${at} is ${shown(actual)}; it must be an object.`);
    else
      for (const [key, value] of Object.entries(wanted))
        compared(actual[key], value, `${at}.${key}`, found);
  } else if (!isSame(actual ?? null, wanted ?? null)) {
    found.push(`${at} is ${shown(actual)}; it must be ${shown(wanted)}.`);
  }
}

/** Decimals and instants are the same however they are written. */
function isSame(actual: unknown, wanted: unknown): boolean {
  if (actual === wanted) return true;
  if (typeof actual === "number" && typeof wanted === "number")
    return Math.abs(actual - wanted) <= Math.abs(wanted) * 1e-9;
  if (typeof actual !== "string" || typeof wanted !== "string") return false;
  const isDecimal = actual.includes(".") || wanted.includes(".");
  if (isDecimal && plainDecimal(actual) === (plainDecimal(wanted) ?? null))
    return true;
  return (
    isInstantText(actual) &&
    isInstantText(wanted) &&
    Date.parse(actual) === Date.parse(wanted)
  );
}

/** A decimal without zeros that say nothing; undefined for other texts. */
function plainDecimal(text: string): string | undefined {
  return /^-?\d+(\.\d+)?$/.test(text)
    ? text
        .replace(/^(-?)0+(?=\d)/, "$1")
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "")
    : undefined;
}

function isInstantText(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text));
}

function isReference<Key extends string>(
  value: unknown,
  key: Key,
): value is Readonly<Record<Key, string>> {
  return (
    isRecord(value) &&
    typeof value[key] === "string" &&
    Object.keys(value).length === 1
  );
}

function isRecord(value: unknown): value is Values {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** What a check that comes before the commit refuses. */
async function refusalOf(
  check: () => Promise<void>,
): Promise<Problem | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function failureOf(error: unknown): Problem | readonly string[] {
  const problem = toProblem(error);
  if (problem instanceof Problem) return problem;
  const told = error instanceof Error ? (error.cause ?? error) : error;
  return [`It breaks: ${told instanceof Error ? told.message : String(told)}`];
}

function refusal({
  status,
  code,
}: {
  readonly status?: number;
  readonly code?: string;
}): string {
  const told = [status, code].filter((part) => part !== undefined);
  return told.length === 0 ? "any status" : told.join(" ");
}

function reasonOf(error: unknown): string {
  const problem = toProblem(error);
  if (problem instanceof Problem) return problem.message;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array)
    return `${value.length} bytes (${Buffer.from(value.subarray(0, 30)).toString("base64")})`;
  return value === undefined ? "missing" : JSON.stringify(value);
}

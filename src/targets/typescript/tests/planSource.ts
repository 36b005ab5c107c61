import { assertNever } from '../../../base/assertNever.ts';
import { isLetterOrDigit } from '../../../base/names.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { type Caller, Generated, type PlannedCall, type PlannedStep, Reference, type Template } from '../../../semantics/types.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { expectSuccess } from './answers.ts';
import { noImports } from './imports.ts';
import { literal, memberAccess, propertyName } from './literal.ts';
import { type BodyField, bodyFields } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { sendSource } from './sendSource.ts';
import { factoryName, freeName, onlyName } from './testNames.ts';
import { attributeOf, pointerInAnswer, type Resource, targetOf, type TestModel } from './testModel.ts';
import { variedInputs } from './variedInputs.ts';

/** The beginning of several tests, which a function plays: what it has, and what they want of it. */
export interface SharedBeginning {
  /** `reachPaid` */
  readonly name: string;
  readonly steps: number;
  /** Variables of callers and answers, in the order of their making. */
  readonly variables: readonly string[];
  want(variables: readonly string[]): void;
}

/** Prints a plan of calls as the statements of a test; one printer for each test. */
export class PlanPrinter {
  readonly #file: TsFile;
  readonly #model: TestModel;
  readonly #given: { readonly subject: string; readonly variable: string } | undefined;
  readonly #callers = new Map<string, string>();
  /** By step of the plan. */
  readonly #variables: string[] = [];
  /** What was called, by step of the plan. */
  readonly #shown = new Map<number, Endpoint>();
  readonly #played: { readonly variable: string | undefined; readonly source: string }[] = [];
  /** Texts that were replaced by unique ones, with where the real ones are. */
  readonly #replaced = new Map<string, string>();
  /** Values that the test makes up, by their variable. */
  readonly #varied = new Map<string, string>();
  readonly #taken = new Set<string>(['reply', 'before']);
  #beginning: SharedBeginning | undefined;

  /** With `given` the caller of that subject is a variable that exists already, and rows of which a caller has one are reused. */
  constructor(file: TsFile, model: TestModel, given?: { readonly subject: string; readonly variable: string }) {
    this.#file = file;
    this.#model = model;
    this.#given = given;
    if (given !== undefined) this.#callers.set(given.subject, given.variable);
  }

  /** A printer for a test that begins with the steps of this one, which `beginning` plays. */
  fork(file: TsFile, beginning: SharedBeginning): PlanPrinter {
    const fork = new PlanPrinter(file, this.#model, this.#given);
    for (const [subject, variable] of this.#callers) fork.#callers.set(subject, variable);
    for (const [text, real] of this.#replaced) fork.#replaced.set(text, real);
    for (const [variable, source] of this.#varied) fork.#varied.set(variable, source);
    for (const name of this.#taken) fork.#taken.add(name);
    fork.#variables.push(...this.#variables);
    for (const [step, endpoint] of this.#shown) fork.#shown.set(step, endpoint);
    fork.#played.push(...this.#played);
    fork.#beginning = beginning;
    return fork;
  }

  /** No variable gets one of these names. */
  reserve(names: readonly string[]): void {
    for (const name of names) this.#taken.add(name);
  }

  /** How many steps stand in the plan so far. */
  get stepsPlayed(): number {
    return this.#variables.length;
  }

  /** The variables of callers, made up values and answers so far. */
  get variables(): readonly string[] {
    return [...this.#callers.values(), ...this.#varied.keys(), ...this.#played.flatMap(({ variable }) => variable ?? [])];
  }

  /** Plays steps; their answers can be referred to afterwards. */
  play(steps: readonly PlannedStep[]): void {
    for (const step of steps) this.#step(step);
  }

  /** Keeps the answer of the plan's next step under a name, so that it can be referred to; gives the variable. */
  keep(name: string): string {
    const variable = freeName(name, this.#taken);
    this.#taken.add(variable);
    this.#variables.push(variable);
    return variable;
  }

  /** The whole test: who calls, the steps, and `lines`; answers that nothing refers to get no variable. */
  finish(lines: readonly (string | undefined)[]): readonly (string | undefined)[] {
    const result: string[] = [];
    let after = lines.join('\n');
    for (const { variable, source } of this.#played.slice(this.#beginning?.steps ?? 0).toReversed()) {
      const line = variable !== undefined && isRead(variable, after) ? `const ${variable} = ${source};` : `${source};`;
      result.unshift(line);
      after = `${line}\n${after}`;
    }
    return [...this.#beginningLines(after), ...this.#callerLines(after), ...result, ...lines];
  }

  /** Source of the call, awaited. */
  call({ call }: PlannedCall): string {
    const endpoint = this.#endpoint(call.endpoint);
    this.#vary(endpoint, call.body);
    const by = call.caller === undefined ? undefined : this.#caller(call.caller);
    const headers = Object.keys(call.headers).length === 0 ? undefined : this.value({ ...call.headers });
    const body = call.body === undefined ? undefined : this.value(call.body);
    return sendSource(this.#file, endpoint.method, this.#path(endpoint, call), { by, body, headers });
  }

  /** Makes up the texts of the body that other tests, which share the database, must not send too. */
  #vary(endpoint: Endpoint, body: Template | undefined): void {
    if (typeof body !== 'object' || body === null || isList(body) || body instanceof Reference || body instanceof Generated) return;
    for (const input of variedInputs(this.#model, endpoint)) {
      const value = body[input.name];
      if (typeof value !== 'string' || this.#replaced.has(value) || this.#text(value) !== literal(value)) continue;
      const source = input.source(this.#file);
      if (source === undefined) continue;
      const variable = freeName(input.name, this.#taken);
      this.#taken.add(variable);
      this.#varied.set(variable, source);
      this.#replaced.set(value, `\${${variable}}`);
    }
  }

  /** Source of a template. */
  value(template: Template): string {
    if (template instanceof Reference) return this.#reference(template);
    if (template instanceof Generated) return 'undefined';
    if (typeof template === 'string') return this.#text(template);
    if (template === null || typeof template !== 'object') return literal(template);
    if (isList(template)) return `[${template.map((item) => this.value(item)).join(', ')}]`;
    return `{ ${Object.entries(template).map(([name, item]) => fieldSource(name, this.value(item))).join(', ')} }`;
  }

  /** The fields of a template whose values are known, as an object literal; undefined when there are none. */
  known(template: Template | undefined): string | undefined {
    if (template === undefined || template === null || typeof template !== 'object' || isList(template) || template instanceof Reference || template instanceof Generated) return undefined;
    const fields = Object.entries(template).filter(([, value]) => isKnown(value));
    return fields.length === 0 ? undefined : this.value(Object.fromEntries(fields));
  }

  /** The variable of the caller; call it after `steps` only for callers of these. */
  callerOf(caller: Caller | undefined): string | undefined {
    return caller === undefined ? undefined : this.#caller(caller);
  }

  #beginningLines(after: string): readonly string[] {
    const beginning = this.#beginning;
    if (beginning === undefined) return [];
    const wanted = beginning.variables.filter((variable) => isRead(variable, after));
    beginning.want(wanted);
    return [`${wanted.length === 0 ? '' : `const { ${wanted.join(', ')} } = `}await ${beginning.name}();`];
  }

  #callerLines(after: string): readonly string[] {
    const given = new Set([...(this.#given === undefined ? [] : [this.#given.variable]), ...(this.#beginning?.variables ?? [])]);
    const varied = [...this.#varied].filter(([variable]) => !given.has(variable) && isRead(variable, after)).map(([variable, source]) => `const ${variable} = ${source};`);
    const callers = [...this.#callers.values()].filter((variable) => !given.has(variable) && mentions(after, variable)).map((variable) => {
      const isAdmin = variable.startsWith('administrator');
      return `const ${variable} = ${this.#file.use(isAdmin ? 'test:admin' : 'test:someone')}();`;
    });
    return [...callers, ...varied];
  }

  #caller({ subject, scopes }: Caller): string {
    const { adminScope } = this.#model.application.auth;
    const isAdmin = adminScope !== undefined && scopes.includes(adminScope);
    const key = `${isAdmin ? 'admin ' : ''}${subject}`;
    const known = this.#callers.get(key);
    if (known !== undefined) return known;
    const count = [...this.#callers.keys()].filter((other) => other.startsWith('admin ') === isAdmin).length;
    const name = isAdmin ? `administrator${count === 0 ? '' : count + 1}` : (['by', 'other'][count] ?? `other${count}`);
    this.#callers.set(key, name);
    return name;
  }

  #step(step: PlannedStep): void {
    switch (step.kind) {
      case 'deliver':
        this.#variables.push('');
        this.#played.push({ variable: undefined, source: `await ${this.#file.use('test:deliverEvents')}()` });
        return;
      case 'schedule':
        this.#variables.push('');
        this.#played.push({ variable: undefined, source: `await ${this.#file.use('test:runSchedule')}(${literal(step.flow)})` });
        return;
      case 'call': {
        const endpoint = this.#endpoint(step.call.endpoint);
        const source = this.#made(step) ?? expectSuccess(this.#file, this.#model, endpoint, this.call(step));
        this.#shown.set(this.#variables.length, endpoint);
        this.#played.push({ variable: this.keep(step.name), source });
        return;
      }
      default:
        assertNever(step);
    }
  }

  /** The step as a call of a factory, when it creates a row the way the factory does. */
  #made(step: PlannedCall): string | undefined {
    const resource = [...this.#model.resources.values()].find(({ factory }) => factory?.route?.endpoint.key === step.call.endpoint);
    const { caller, body = {}, query, headers } = step.call;
    const factory = resource?.factory;
    if (resource === undefined || factory === undefined || (caller === undefined && factory.needsOwner) || factory.parents.length > 0 || Object.keys({ ...query, ...headers }).length > 0) return undefined;
    if (factory.input !== undefined && factory.input.object === undefined) return undefined;
    if (this.#given !== undefined && resource.oneEach && caller !== undefined) return `await ${this.#file.use(`test:${onlyName(resource.entity)}`)}(${this.#caller(caller)})`;
    const given = this.#overrides(resource, body, step.name);
    if (given === undefined) return undefined;
    const by = caller !== undefined && (factory.needsOwner || this.#isAdmin(caller)) ? this.#caller(caller) : given === '' ? '' : 'undefined';
    const options = [by, given].filter((part) => part !== '').join(', ');
    return `await ${this.#file.use(`test:${factoryName(resource.entity)}`)}(${options})`;
  }

  #isAdmin({ scopes }: Caller): boolean {
    const { adminScope } = this.#model.application.auth;
    return adminScope !== undefined && scopes.includes(adminScope);
  }

  /** What the factory has to be told: everything that it would not do by itself. Undefined when the factory cannot do it. */
  #overrides({ entity, factory }: Resource, body: Template, name: string): string | undefined {
    if (body === null || typeof body !== 'object' || isList(body) || body instanceof Reference || body instanceof Generated) return undefined;
    const usual = usualFields(this.#model, entity, factory);
    const isVaried = [...usual.values()].some(({ kind }) => kind === 'unique');
    if (!isVaried && [...usual.keys()].some((key) => !(key in body))) return undefined;
    const parts: string[] = [];
    for (const [key, value] of Object.entries(body)) {
      const field = usual.get(key);
      if (field?.kind === 'unique' && !this.#isTold(entity, key, body)) {
        if (typeof value === 'string') this.#replaced.set(value, `\${${freeName(name, this.#taken)}${memberAccess(key)}}`);
        continue;
      }
      const source = this.value(value);
      if (field?.kind !== 'literal' || field.source !== source) parts.push(fieldSource(key, source));
    }
    return parts.length === 0 ? '' : `{ ${parts.join(', ')} }`;
  }

  /** Whether the planned value of a varied attribute can be told: each composite that asks for variety holds a new row too. */
  #isTold(entity: Entity, name: string, body: { readonly [key: string]: Template }): boolean {
    const attribute = entity.attributes.find((candidate) => candidate.name === name);
    const composites = entity.uniques.filter(({ attributes }) => attributes.includes(name));
    if (attribute === undefined || attribute.unique || attribute.schema.kind === 'string' && attribute.schema.format === undefined) return false;
    return composites.length > 0 && composites.every(({ attributes }) => attributes.some((other) => body[other] instanceof Reference && this.#isNew(entity, other)));
  }

  /** Whether the row behind a reference is made by this plan alone. */
  #isNew(entity: Entity, name: string): boolean {
    const target = targetOf(this.#model.application, entity, attributeOf(entity, name));
    return target !== undefined && (this.#given === undefined || this.#model.resources.get(target.name)?.oneEach !== true);
  }

  #reference({ step, pointer }: Reference): string {
    const variable = this.#variables[step] ?? 'undefined';
    const endpoint = this.#shown.get(step);
    const keys = (endpoint === undefined ? pointer : pointerInAnswer(pointer, endpoint)).split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    return keys.reduce((source, key) => (/^\d+$/.test(key) ? `${source}[${key}]?` : source.endsWith('?') ? `${source}.${key}` : `${source}${memberAccess(key)}`), variable).replace(/\?$/, '');
  }

  #text(text: string): string {
    const caller = this.#callers.get(text) ?? this.#callers.get(`admin ${text}`);
    if (caller !== undefined) return `${caller}.subject`;
    for (const [original, real] of this.#replaced) {
      if (text === original) return real.slice(2, -1);
      const parts = original.length <= 3 ? [] : partsAround(text, original);
      if (parts.length > 1) return `\`${parts.map((part) => part.replaceAll('`', '\\`')).join(real)}\``;
    }
    return literal(text);
  }

  #path(endpoint: Endpoint, call: PlannedCall['call']): string {
    const query = Object.entries(call.query).map(([name, value]) => `${encodeURIComponent(name)}=${this.#queryValue(value)}`);
    return pathSource(this.#model.application, endpoint, (parameter) => this.value(call.path[parameter] ?? ''), query.length === 0 ? '' : `?${query.join('&')}`);
  }

  #queryValue(value: Template): string {
    const source = this.value(value);
    if (typeof value !== 'string') return `\${${source}}`;
    return source === literal(value) ? encodeURIComponent(value) : `\${encodeURIComponent(${source})}`;
  }

  #endpoint(key: string): Endpoint {
    const endpoint = indexOf(this.#model.application).endpoint(key);
    if (endpoint === undefined) throw new Error(`The application has no endpoint ${key}.`);
    return endpoint;
  }
}

/** What stands before, between and after the places where the text has that part as words of its own. */
function partsAround(text: string, part: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    const end = at + part.length;
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? '';
    const [after = ''] = text.slice(end, end + 2);
    if (at < start || isLetterOrDigit(before) || isLetterOrDigit(after)) continue;
    parts.push(text.slice(start, at));
    start = end;
  }
  return [...parts, text.slice(start)];
}

function fieldSource(name: string, source: string): string {
  return name === source ? name : `${propertyName(name)}: ${source}`;
}

const usualOf = new WeakMap<TestModel, Map<Entity, ReadonlyMap<string, BodyField>>>();

/** What the factory of the entity gives by itself, by property. */
function usualFields(model: TestModel, entity: Entity, factory: Resource['factory']): ReadonlyMap<string, BodyField> {
  const known = usualOf.get(model) ?? new Map<Entity, ReadonlyMap<string, BodyField>>();
  usualOf.set(model, known);
  const found = known.get(entity) ?? new Map(bodyFields(noImports, model, factory?.input?.object, { entity, n: 0, by: 'by' }).map((field) => [field.name, field]));
  known.set(entity, found);
  return found;
}

/** Whether the source refers to the variable. */
export function isRead(variable: string, source: string): boolean {
  return mentions(source, variable);
}

/** The clock of the reference model stands in 2026, what it computes from it lies a few years around, and its keys have these digits; all are others in the running app. */
const ofTheModel = /^202[5-8]-|d0d0d0d0|^-?P.*\.\d{3}25S$/i;

/** Whether the running app shows exactly this value. */
export function isKnown(value: unknown): boolean {
  if (value instanceof Generated || (typeof value === 'string' && ofTheModel.test(value))) return false;
  if (value === null || typeof value !== 'object' || value instanceof Reference) return true;
  return Object.values(value).every((item: unknown) => isKnown(item));
}

function isList(value: Template): value is readonly Template[] {
  return Array.isArray(value);
}

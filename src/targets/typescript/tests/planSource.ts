import { assertNever } from '../../../base/assertNever.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { type Caller, Generated, type PlannedCall, type PlannedStep, Reference, type Template } from '../../../semantics/types.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { expectSuccess } from './answers.ts';
import { literal, memberAccess, propertyName } from './literal.ts';
import { type MadeRow, madeByFactory, madeUp, objectTemplate, subjectsOf, usualFields } from './madeRows.ts';
import { partsAround } from './replacedText.ts';
import { isSafe, parameterNamed, pathSource } from './requestPath.ts';
import { adminsAreAsked } from './profiles.ts';
import { sendSource } from './sendSource.ts';
import { factoryName, freeName, onlyName } from './testNames.ts';
import { pointerInAnswer, refersToOwned, type TestModel } from './testModel.ts';
import { sentPointer } from './variation.ts';
import { comparedInputs, placesIn, type VariedInput, variedInputs, type WrittenTo } from './variedInputs.ts';

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
  /** Who calls in the plan. */
  readonly #subjects = new Set<string>();
  /** By step of the plan. */
  readonly #variables: string[] = [];
  /** What was called, by step of the plan. */
  readonly #shown = new Map<number, Endpoint>();
  readonly #played: { readonly variable: string | undefined; readonly source: string }[] = [];
  /** Texts that were replaced by unique ones, with where the real ones are. */
  readonly #replaced = new Map<string, string>();
  /** Numbers that were: as a number may be anything, they stand for it only where it is known to be this attribute's. */
  readonly #numbers: (WrittenTo & { readonly value: number; readonly source: string })[] = [];
  /** Values that the test makes up, by their variable. */
  readonly #varied = new Map<string, string>();
  /** The variables of these values, by the step that sends them and the name of the input. */
  readonly #sent = new Map<string, string>();
  readonly #taken = new Set<string>(['reply', 'before']);
  #beginning: SharedBeginning | undefined;

  /** With `given` the caller of that subject is a variable that exists already, and rows of which a caller has one are reused. */
  constructor(file: TsFile, model: TestModel, given?: { readonly subject: string; readonly variable: string }) {
    this.#file = file;
    this.#model = model;
    this.#given = given;
    if (given === undefined) return;
    this.#callers.set(given.subject, given.variable);
    this.#subjects.add(given.subject);
  }

  /** A printer for a test that begins with the steps of this one, which `beginning` plays. */
  fork(file: TsFile, beginning: SharedBeginning): PlanPrinter {
    const fork = new PlanPrinter(file, this.#model, this.#given);
    for (const [subject, variable] of this.#callers) fork.#callers.set(subject, variable);
    for (const subject of this.#subjects) fork.#subjects.add(subject);
    for (const [text, real] of this.#replaced) fork.#replaced.set(text, real);
    for (const [input, variable] of this.#sent) fork.#sent.set(input, variable);
    fork.#numbers.push(...this.#numbers);
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
    for (const subject of subjectsOf(steps)) this.#subjects.add(subject);
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
    this.#meet(call.body);
    this.#vary(endpoint, call.body);
    const by = call.caller === undefined ? undefined : this.#caller(call.caller);
    const headers = Object.keys(call.headers).length === 0 ? undefined : this.value({ ...call.headers });
    const body = call.body === undefined ? undefined : this.#body(endpoint, call.body);
    return sendSource(this.#file, endpoint.method, this.#path(endpoint, call), { by, body, headers });
  }

  /** Makes up the texts of the body that other tests, which share the database, must not send too. */
  #vary(endpoint: Endpoint, body: Template | undefined): void {
    for (const input of variedInputs(this.#model, endpoint)) {
      for (const { key, value } of placesIn(body, input.path)) this.#varyOne(input, key, value);
    }
  }

  #varyOne(input: VariedInput, key: string, value: Template): void {
    if (!this.#isPlain(value)) return;
    const source = input.source(this.#file);
    if (source === undefined) return;
    const variable = freeName(input.name, this.#taken);
    this.#taken.add(variable);
    this.#varied.set(variable, source);
    this.#sent.set(`${this.#variables.length} ${key}`, variable);
    this.#makeUp(input, value, variable);
  }

  /** Whether the value stands in the plan only, and in no row of the test so far. */
  #isPlain(value: Template): boolean {
    if (typeof value === 'string') return !this.#replaced.has(value) && this.#text(value) === literal(value);
    return typeof value === 'number' && this.#numbers.every((other) => other.value !== value);
  }

  /** Source of a request's body. */
  #body(endpoint: Endpoint, body: Template): string {
    const object = objectTemplate(body);
    if (object === undefined) return this.value(body);
    return `{ ${Object.entries(object).map(([name, item]) => fieldSource(name, this.#input(endpoint, name, item))).join(', ')} }`;
  }

  /** Source of an input; a number that is looked up or written is that of the row. */
  #input(endpoint: Endpoint, name: string, value: Template): string {
    const sent = this.#sent.get(`${this.#variables.length} ${name}`);
    if (typeof value !== 'number') return this.value(value);
    if (sent !== undefined) return sent;
    const to = comparedInputs(this.#model, endpoint).get(name);
    const known = this.#numbers.find((other) => other.value === value && other.entity === to?.entity && other.attribute === to.attribute);
    return known?.source ?? this.value(value);
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

  /** Requests that name a caller mean the one who calls flows that ask who it is. */
  #meet(sent: Template | undefined): void {
    if (typeof sent === 'string' && this.#subjects.has(sent) && !(this.#callers.has(`admin ${sent}`) && adminsAreAsked(this.#model.application))) this.#caller({ subject: sent, scopes: [] });
    if (typeof sent !== 'object' || sent === null || sent instanceof Reference || sent instanceof Generated) return;
    for (const part of Object.values(sent)) this.#meet(part);
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
    const made = madeByFactory(this.#model, step);
    const factory = made?.resource.factory;
    if (made === undefined || factory === undefined) return undefined;
    const { caller } = step.call;
    const { entity, oneEach, profile } = made.resource;
    const isTheirs = this.#given !== undefined && profile !== undefined && made.body[profile] === this.#given.subject;
    if (this.#given !== undefined && ((oneEach && caller !== undefined) || isTheirs)) {
      this.#makeUpAll(made, step.name);
      return `await ${this.#file.use(`test:${onlyName(entity)}`)}(${oneEach && caller !== undefined ? this.#caller(caller) : this.#given.variable})`;
    }
    this.#meet(made.body);
    const given = this.#overrides(made, step.name);
    const isShown = entity.attributes.some(({ generated }) => generated === 'owner');
    const told = Object.keys(made.body).filter((name) => made.body[name] !== null);
    const by = caller !== undefined && (factory.needsOwner || isShown || this.#isAdmin(caller) || refersToOwned(this.#model.application, entity, told)) ? this.#caller(caller) : given === '' ? '' : 'undefined';
    const options = [by, given].filter((part) => part !== '').join(', ');
    return `await ${this.#file.use(`test:${factoryName(entity)}`)}(${options})`;
  }

  #isAdmin({ scopes }: Caller): boolean {
    const { adminScope } = this.#model.application.auth;
    return adminScope !== undefined && scopes.includes(adminScope);
  }

  /** What the factory has to be told: everything that it would not do by itself. */
  #overrides({ resource, body }: MadeRow, name: string): string {
    const usual = usualFields(this.#model, resource);
    const others = new Set(madeUp(this.#model, resource, body, { isNew: (target) => this.#isNew(target), subjects: this.#subjects }));
    const parts: string[] = [];
    for (const [key, value] of Object.entries(body)) {
      if (others.has(key)) continue;
      const field = usual.get(key);
      const source = this.value(value);
      if (field?.kind !== 'literal' || field.source !== source) parts.push(fieldSource(key, source));
    }
    // Only now: the call that makes the row cannot read from it.
    this.#makeUpAll({ resource, body }, name);
    return parts.length === 0 ? '' : `{ ${parts.join(', ')} }`;
  }

  /** Takes note of all values that the factory makes up for the row of that name. */
  #makeUpAll({ resource, body }: MadeRow, name: string): void {
    const made = madeUp(this.#model, resource, body, { isNew: (target) => this.#isNew(target), subjects: this.#subjects });
    for (const key of made) this.#makeUp({ entity: resource.entity.name, attribute: key }, body[key] ?? null, `${freeName(name, this.#taken)}${memberAccess(key)}`);
  }

  #isNew(target: Entity): boolean {
    return this.#given === undefined || this.#model.resources.get(target.name)?.oneEach !== true;
  }

  /** Takes note that the test has another value in the place of this one. */
  #makeUp({ entity, attribute }: WrittenTo, value: Template, source: string): void {
    if (typeof value === 'string') this.#replaced.set(value, `\${${source}}`);
    if (typeof value === 'number') this.#numbers.push({ entity, attribute, value, source });
  }

  #reference({ step, pointer }: Reference): string {
    if (pointer.startsWith(sentPointer)) return this.#sent.get(`${step} ${pointer.slice(sentPointer.length)}`) ?? 'undefined';
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
      const parts = partsAround(text, original);
      if (parts.length > 1) return `\`${parts.map((part) => part.replaceAll('`', '\\`')).join(real)}\``;
    }
    return literal(text);
  }

  #path(endpoint: Endpoint, call: PlannedCall['call']): string {
    const query = Object.entries(call.query).map(([name, value]) => `${encodeURIComponent(name)}=${this.#queryValue(this.#input(endpoint, name, value), value)}`);
    return pathSource(this.#model.application, endpoint, (parameter) => this.#segment(endpoint, parameter, call.path[parameter] ?? ''), query.length === 0 ? '' : `?${query.join('&')}`);
  }

  /** Source of a part of a path; texts of any form are encoded. */
  #segment(endpoint: Endpoint, parameter: string, value: Template): string {
    const source = this.#input(endpoint, parameter, value);
    if (typeof value !== 'string' && !(value instanceof Reference)) return source;
    if (typeof value === 'string' && source === literal(value)) return literal(encodeURIComponent(value));
    return isSafe(parameterNamed(endpoint, parameter, 'path')?.schema) || source.includes('?') ? source : `encodeURIComponent(${source})`;
  }

  #queryValue(source: string, value: Template): string {
    if (typeof value !== 'string') return `\${${source}}`;
    return source === literal(value) ? encodeURIComponent(value) : `\${encodeURIComponent(${source})}`;
  }

  #endpoint(key: string): Endpoint {
    const endpoint = indexOf(this.#model.application).endpoint(key);
    if (endpoint === undefined) throw new Error(`The application has no endpoint ${key}.`);
    return endpoint;
  }
}

function fieldSource(name: string, source: string): string {
  return name === source ? name : `${propertyName(name)}: ${source}`;
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

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inputTokens, noUsage } from '../../src/llm/tokenUsage.ts';
import { anthropicWire } from './anthropicWire.ts';
import { planned, Rules, solves, stopped } from './answers.ts';
import { chatWire } from './chatWire.ts';
import { faults, isFaultName } from './faults.ts';
import type { FaultName } from './faults.ts';
import { MinuteWindow } from './minuteWindow.ts';
import { PromptCache, tokensOf } from './promptCache.ts';
import { responsesWire } from './responsesWire.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { send } from './send.ts';
import type { AnswerRule, Chaos, FakeModel, FakeRequest, LoggedRequest, ProtocolName, ProviderServer, ProviderServerOptions } from './types.ts';
import type { Wire } from './wire.ts';

const defaultModel: FakeModel = { id: 'fake-model', contextTokens: 200_000, maxOutputTokens: 32_000 };
const wires: Readonly<Record<string, Wire>> = { '/v1/messages': anthropicWire, '/v1/chat/completions': chatWire, '/v1/responses': responsesWire };
const counts: Readonly<Record<string, Wire>> = { '/v1/messages/count_tokens': anthropicWire, '/v1/responses/input_tokens': responsesWire };

/** A provider of models on 127.0.0.1 that says what tests want it to say, in the wire formats of Anthropic and OpenAI. */
export async function startProviderServer(options: ProviderServerOptions = {}): Promise<ProviderServer> {
  const fake = new FakeProvider(options);
  await fake.listen(options.port ?? 0);
  return fake;
}

class FakeProvider implements ProviderServer {
  readonly key: string;
  readonly #keys: ReadonlySet<string>;
  readonly #models: ReadonlyMap<string, FakeModel>;
  readonly #options: ProviderServerOptions;
  readonly #rules: Rules;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #cache = new PromptCache();
  readonly #windows = new Map<string, MinuteWindow>();
  readonly #forced = new Map<string, FaultName>();
  #log: LoggedRequest[] = [];
  #chaos: { readonly settings: Chaos; readonly chance: () => number } | undefined;
  #running = 0;
  #highest = 0;
  #served = 0;

  constructor(options: ProviderServerOptions) {
    this.#options = options;
    this.#keys = new Set(options.keys ?? ['fake-key']);
    this.key = options.keys?.[0] ?? 'fake-key';
    this.#models = new Map((options.models ?? [defaultModel]).map((model) => [model.id, model]));
    this.#rules = new Rules(options.rules ?? [], (model, category, prompt) => this.solves(model, category, prompt));
    this.setChaos(options.chaos);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get baseUrl(): Readonly<Record<ProtocolName, string>> {
    const root = `http://127.0.0.1:${this.port}`;
    return { anthropic: root, chat: `${root}/v1`, responses: `${root}/v1` };
  }

  get requests(): readonly LoggedRequest[] {
    return this.#log;
  }

  get concurrency(): { readonly now: number; readonly highest: number } {
    return { now: this.#running, highest: this.#highest };
  }

  listen(port: number): Promise<void> {
    // Slow clients of slow answers are what this server is for.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 60_000;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => { resolve(); });
      this.#server.closeAllConnections();
    });
  }

  use(rule: AnswerRule): () => void {
    return this.#rules.use(rule);
  }

  setFault(fault: FaultName | undefined, model = '*'): void {
    if (fault === undefined) this.#forced.delete(model);
    else this.#forced.set(model, fault);
  }

  setChaos(chaos: Chaos | undefined): void {
    if (chaos === undefined) {
      this.#chaos = undefined;
      return;
    }
    const random = seededRandom(chaos.seed);
    this.#chaos = { settings: chaos, chance: () => random.below(1_000_000) / 1_000_000 };
  }

  solves(model: string, category: Parameters<ProviderServer['solves']>[1], prompt: string): boolean {
    const known = this.#models.get(model);
    return known !== undefined && solves(known, category, prompt, this.#options.seed ?? 1);
  }

  forget(): void {
    this.#log = [];
    this.#cache.clear();
    this.#windows.clear();
    this.#highest = this.#running;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const left = new AbortController();
    response.on('error', () => { left.abort(); });
    response.on('close', () => { left.abort(); });
    this.#running += 1;
    this.#highest = Math.max(this.#highest, this.#running);
    const path = (message.url ?? '/').split('?')[0] ?? '/';
    const logged: LoggedRequest = { at: Date.now(), path, headers: plainHeaders(message) };
    this.#log.push(logged);
    try {
      const body = await jsonBody(message);
      logged.ended = await this.#answer({ path, body, response, signal: left.signal }, logged);
    } catch (error) {
      logged.ended = 'left';
      if (!left.signal.aborted) this.#respond(response, 500, { error: { message: String(error), type: 'fake_server_error' } });
    } finally {
      logged.status = response.statusCode;
      this.#running -= 1;
    }
  }

  async #answer(call: Incoming, logged: LoggedRequest): Promise<'sent' | 'cut'> {
    const wire = wireOf(call.path, logged.headers);
    if (wire === undefined) return this.#respond(call.response, 404, { error: { type: 'not_found_error', message: `Nothing at ${call.path}.` } });
    const isList = call.path === '/v1/models';
    const request = isList ? undefined : wire.parse(call.body);
    if (request !== undefined) logged.request = request;
    const wrong = this.#keyFault(logged) ?? (request === undefined ? undefined : this.#requestFault(call.path, request));
    if (wrong === undefined && request !== undefined && call.path in wires) return this.#complete(call, { wire, request, logged });
    const fault = wrong ?? this.#markedFault(logged);
    if (fault !== undefined) return this.#refuse(call, { wire, fault, logged });
    return this.#respond(call.response, 200, request === undefined ? wire.models([...this.#models.values()]) : countOf(wire, request));
  }

  /** The error that a request gets before any model sees it. */
  #refuse({ response, signal }: Incoming, { wire, fault, logged }: { readonly wire: Wire; readonly fault: FaultName; readonly logged: LoggedRequest }): Promise<'sent' | 'cut'> {
    logged.fault = fault;
    const answer = { id: 'none', model: 'none', text: '', stop: 'end', usage: noUsage } as const;
    const headers = { [wire.requestIdHeader]: `req_${++this.#served}` };
    return send(response, { wire, stream: false, answer, latency: {}, script: {}, fault: faults[fault], headers, signal });
  }

  #keyFault({ headers }: LoggedRequest): FaultName | undefined {
    const key = headers['x-api-key'] ?? (headers['authorization'] ?? '').replace(/^Bearer /i, '');
    return this.#keys.has(key) ? undefined : 'unauthorised';
  }

  /** What is wrong with a request, whatever it asks: its model, its size, what the model does not allow. */
  #requestFault(path: string, request: FakeRequest): FaultName | undefined {
    const model = this.#models.get(request.model);
    if (model === undefined) return 'notFound';
    if (request.temperature !== undefined && model.temperature === false) return 'badRequest';
    // Anthropic warms its cache when asked for no output at all.
    const fewest = request.protocol === 'anthropic' ? 0 : 1;
    if (request.messages.length === 0 || (path in wires && request.maxOutputTokens < fewest)) return 'badRequest';
    return path in wires && tokensOf(request.prompt.length) > (model.contextTokens ?? Infinity) ? 'contextLength' : undefined;
  }

  /** The fault that a header or `setFault` names for all calls. */
  #markedFault({ headers }: LoggedRequest): FaultName | undefined {
    const asked = headers['x-fake-fault'];
    return asked !== undefined && isFaultName(asked) ? asked : this.#forced.get('*');
  }

  #complete(call: Incoming, { wire, request, logged }: Completing): Promise<'sent' | 'cut'> {
    const model = this.#models.get(request.model) ?? defaultModel;
    const id = `req_${++this.#served}`;
    const script = this.#rules.answer(request);
    const now = Date.now();
    const input = this.#cache.read(request, model, { now, from: now + (script.delayMs ?? model.latency?.firstByteMs ?? 0) });
    const plan = planned(id, request, model, script, input);
    const window = this.#windowOf(model);
    const allowed = window.takes(inputTokens(plan.usage), now);
    const name = this.#chosen(request, script.fault, logged);
    const headers = { [wire.requestIdHeader]: id, ...window.headers(wire.protocol, now), ...script.headers };
    if (name !== undefined) logged.fault = name;
    else if (!allowed) logged.fault = 'rateLimitedSilent';
    const fault = name === undefined ? undefined : faults[name];
    const shown = fault?.kind === 'stop' ? stopped(plan, fault) : plan;
    if (allowed && fault?.kind !== 'error') {
      logged.usage = shown.usage;
      window.wrote(shown.usage);
    }
    return send(call.response, {
      wire,
      stream: request.stream,
      answer: this.#options.bills === true ? shown : withoutCost(shown),
      latency: model.latency ?? {},
      script,
      fault: fault ?? (allowed ? undefined : faults.rateLimitedSilent),
      headers: allowed ? headers : { ...headers, 'retry-after': String(Math.ceil(window.waitMs(now) / 1000)) },
      signal: call.signal,
    });
  }

  /** The fault that a call ends in: asked for by a header, set for the model, set by its rule, or by chance. */
  #chosen(request: FakeRequest, scripted: FaultName | undefined, logged: LoggedRequest): FaultName | undefined {
    const forced = this.#forced.get(request.model) ?? this.#markedFault(logged) ?? scripted;
    if (forced !== undefined || this.#chaos === undefined) return forced;
    const { settings, chance } = this.#chaos;
    if (settings.models?.includes(request.model) === false || chance() >= settings.rate) return undefined;
    return settings.faults[Math.floor(chance() * settings.faults.length)];
  }

  #windowOf(model: FakeModel): MinuteWindow {
    const known = this.#windows.get(model.id) ?? new MinuteWindow(model.limits ?? {});
    this.#windows.set(model.id, known);
    return known;
  }

  #respond(response: ServerResponse, status: number, body: unknown): 'sent' {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
    return 'sent';
  }
}

interface Incoming {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

interface Completing {
  readonly wire: Wire;
  readonly request: FakeRequest;
  readonly logged: LoggedRequest;
}

/** Both families list their models at one path; Anthropic's clients send a version. */
function wireOf(path: string, headers: Readonly<Record<string, string>>): Wire | undefined {
  if (path === '/v1/models') return headers['anthropic-version'] === undefined ? chatWire : anthropicWire;
  return wires[path] ?? counts[path];
}

function countOf(wire: Wire, request: FakeRequest): unknown {
  const tokens = tokensOf(request.prompt.length);
  return wire === anthropicWire ? { input_tokens: tokens } : { object: 'response.input_tokens', input_tokens: tokens };
}

function withoutCost({ id, model, text, stop, usage }: ReturnType<typeof planned>): ReturnType<typeof planned> {
  return { id, model, text, stop, usage };
}

function plainHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']));
}

async function jsonBody(message: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}

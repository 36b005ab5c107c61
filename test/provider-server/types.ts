import type { TaskCategory } from '../../src/llm/records/ledger.ts';
import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { FaultName } from './faults.ts';

/** The wire formats that the server speaks. */
export type ProtocolName = 'anthropic' | 'chat' | 'responses';

export const protocolNames: readonly ProtocolName[] = ['anthropic', 'chat', 'responses'];

/** A model that the server plays. What is left out has the value of `defaultModel`. */
export interface FakeModel {
  readonly id: string;
  readonly label?: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  /** US dollars per million tokens; told as `usage.cost` when the server bills. */
  readonly price?: { readonly input: number; readonly output: number; readonly cacheRead?: number; readonly cacheWrite?: number };
  /** How likely it solves a graded task, 0 to 1, by category; `general` stands for those that are left out (default 1). */
  readonly quality?: Partial<Record<TaskCategory, number>>;
  readonly latency?: Latency;
  /** Whether `temperature` is allowed (default true); where not it is answered with 400, as new models of Anthropic do. */
  readonly temperature?: boolean;
  /** Efforts that the models list names; any is accepted. */
  readonly efforts?: readonly string[];
  /** The shortest prefix in tokens that its cache holds (default 1,024). */
  readonly minCacheTokens?: number;
  readonly limits?: MinuteLimits;
}

export interface Latency {
  /** From the end of the request to the headers. Default 0. */
  readonly firstByteMs?: number;
  /** How fast the text comes; left out: at once. */
  readonly tokensPerSecond?: number;
}

/** Calls over a limit are answered with 429 until the running minute has room again; headers tell what is left. */
export interface MinuteLimits {
  readonly requests?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** A request in the words that all protocols share. */
export interface FakeRequest {
  readonly protocol: ProtocolName;
  readonly model: string;
  readonly stream: boolean;
  /** All of the instructions, joined by blank lines. */
  readonly system: string;
  /** The text of the last message of the user. */
  readonly user: string;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  readonly effort?: string;
  /** The JSON Schema that the answer must have. */
  readonly answerSchema?: unknown;
  /** Ends of cacheable prefixes as the request marks them: characters of the whole prompt, and for how long. */
  readonly cacheMarks: readonly { readonly end: number; readonly long: boolean }[];
  readonly cacheKey?: string;
  /** The whole prompt in order, for counting and caching. */
  readonly prompt: string;
  /** The body as it was sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why an answer ends; `maxTokens` also comes about by itself when the text is longer than the request allows. */
export type FakeStop = 'end' | 'maxTokens' | 'refusal' | 'contentFilter' | 'contextWindow' | 'toolUse';

export interface FakeAnswer {
  readonly text?: string;
  readonly stop?: FakeStop;
  /** What is billed; the rest is counted from the texts (4 characters a token) and the simulated prompt cache. */
  readonly usage?: Partial<TokenUsage>;
  /** Before the headers, instead of the model's own. */
  readonly delayMs?: number;
  /** Between two pieces of the text. */
  readonly pauseMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: FaultName;
}

/** The first rule that fits a request answers it. Strings must be contained, expressions must match; what is left out fits all. */
export interface AnswerRule {
  readonly protocol?: ProtocolName;
  readonly model?: string | RegExp;
  readonly system?: string | RegExp;
  readonly user?: string | RegExp;
  /** For so many requests only. */
  readonly times?: number;
  readonly answer: string | FakeAnswer | ((request: FakeRequest) => string | FakeAnswer) | GradedTask;
}

/** A task that a model solves as often as its quality of the category says: the same model and prompt always the same way. */
export interface GradedTask {
  readonly category: TaskCategory;
  readonly right: string;
  readonly wrong: string;
}

export interface ProviderServerOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  /** Default: one model `fake-model`. Others are answered with 404. */
  readonly models?: readonly FakeModel[];
  readonly rules?: readonly AnswerRule[];
  /** Keys that are let in. Default: `fake-key`. */
  readonly keys?: readonly string[];
  /** Faults by chance, the same for the same seed and order of requests. */
  readonly chaos?: Chaos;
  /** Whether answers tell their cost, as some gateways do. Default false. */
  readonly bills?: boolean;
  /** Seed of the graded tasks. Default 1. */
  readonly seed?: number;
}

export interface Chaos {
  /** How many of all requests fail, 0 to 1. */
  readonly rate: number;
  readonly seed: number;
  readonly faults: readonly FaultName[];
  /** Only these models. */
  readonly models?: readonly string[];
}

export interface LoggedRequest {
  readonly at: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for lists. */
  request?: FakeRequest;
  fault?: FaultName;
  status?: number;
  /** What was billed. */
  usage?: TokenUsage;
  /** `sent`: the whole answer; `cut`: by the server, on purpose; `left`: the client went away before. */
  ended?: 'sent' | 'cut' | 'left';
}

export interface ProviderServer {
  readonly port: number;
  /** What goes into an SDK of the protocol as its base URL. */
  readonly baseUrl: Readonly<Record<ProtocolName, string>>;
  readonly key: string;
  readonly requests: readonly LoggedRequest[];
  /** Requests that are answered at this moment, and the most there ever were. */
  readonly concurrency: { readonly now: number; readonly highest: number };
  /** Puts a rule before all others; the returned function takes it away. */
  use(rule: AnswerRule): () => void;
  /** All calls (of a model) end in this fault until it is `undefined`. */
  setFault(fault: FaultName | undefined, model?: string): void;
  setChaos(chaos: Chaos | undefined): void;
  /** Whether a model solves a task, as its quality says: for rules that write answers themselves. */
  solves(model: string, category: TaskCategory, prompt: string): boolean;
  /** Forgets requests, marks and caches; rules and models stay. */
  forget(): void;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

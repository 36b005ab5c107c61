import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { faults } from './faults.ts';
import type { BodyFault, ErrorFault, Fault } from './faults.ts';
import type { FakeAnswer, Latency } from './types.ts';
import type { Frame, PlannedAnswer, Wire } from './wire.ts';

/** What is sent, and how. */
export interface Sending {
  readonly wire: Wire;
  readonly stream: boolean;
  readonly answer: PlannedAnswer;
  readonly latency: Latency;
  readonly script: FakeAnswer;
  readonly fault: Fault | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the client goes away or the server closes. */
  readonly signal: AbortSignal;
}

const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>';
/** Between two signs of life of a stream that never ends. */
const pulseMs = 5;

/** Sends the answer with its fault. `cut`: the answer was not sent whole, on purpose. */
export async function send(response: ServerResponse, sending: Sending): Promise<'sent' | 'cut'> {
  const { fault, signal } = sending;
  const body = fault?.kind === 'body' ? fault.how : undefined;
  const delayMs = sending.script.delayMs ?? sending.latency.firstByteMs ?? 0;
  if (delayMs > 0) await wait(delayMs, undefined, { signal });
  if (fault?.kind === 'error') return sendError(response, sending, fault);
  if (body === 'stallBeforeHeaders') return forever(signal);
  if (body === 'resetBeforeHeaders') return reset(response);
  response.writeHead(200, { ...typeHeader(sending, body), ...sending.headers });
  response.flushHeaders();
  if (body === 'empty') return ended(response, '');
  if (body === 'html') return ended(response, page);
  if (body === 'stallAfterHeaders') return forever(signal);
  return sending.stream && body !== 'wholeForStream' && body !== 'wrongShape' && body !== 'errorBody'
    ? sendStream(response, sending, body)
    : sendWhole(response, sending, body);
}

/** Content types that are not those of the protocol; `undefined` is none at all. */
const foreignTypes: Partial<Record<BodyFault['how'], string | undefined>> = {
  noType: undefined,
  wrongType: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  wholeForStream: 'application/json',
  wrongShape: 'application/json',
  errorBody: 'application/json',
};

function typeHeader({ stream }: Sending, body: BodyFault['how'] | undefined): Record<string, string> {
  const own = stream ? 'text/event-stream; charset=utf-8' : 'application/json';
  const type = body !== undefined && Object.hasOwn(foreignTypes, body) ? foreignTypes[body] : own;
  return type === undefined ? {} : { 'content-type': type };
}

function sendError(response: ServerResponse, { wire, headers }: Sending, fault: ErrorFault): 'sent' {
  const body = fault.html ? fault.message : JSON.stringify(wire.error(fault));
  response.writeHead(fault.status, { ...headers, ...fault.headers?.(), 'content-type': fault.html ? 'text/html' : 'application/json' });
  response.end(body);
  return 'sent';
}

type Sent = 'sent' | 'cut' | Promise<'sent' | 'cut'>;

async function sendWhole(response: ServerResponse, sending: Sending, body: BodyFault['how'] | undefined): Promise<'sent' | 'cut'> {
  const rate = sending.latency.tokensPerSecond;
  if (rate !== undefined) await wait((sending.answer.usage.output / rate) * 1000, undefined, { signal: sending.signal });
  const text = JSON.stringify(wholeOf(sending, body));
  const fault = body === undefined ? undefined : wholeFaults[body];
  if (fault !== undefined) return fault(response, text, sending.signal);
  response.end(text);
  return 'sent';
}

const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));

/** What goes wrong with a body that comes in one piece; other faults leave it as it is. */
const wholeFaults: Partial<Record<BodyFault['how'], (response: ServerResponse, text: string, signal: AbortSignal) => Sent>> = {
  stallMidway: (response, text, signal) => { response.write(half(text)); return forever(signal); },
  cutSocket: (response, text) => { response.write(half(text)); return cut(response); },
  endEarly: (response, text) => ended(response, half(text)),
  cutInsideLine: (response, text) => ended(response, text.slice(0, -3)),
  badJson: (response, text) => ended(response, `${text.slice(0, 20)}\u0000oops${text.slice(20)}`),
  onlyPings: (response) => ended(response, ' \n \n'),
  pingsForever: (response, _, signal) => pulse(response, ' ', signal),
  tricklesForever: (response, text, signal) => { response.write(half(text)); return pulse(response, ' ', signal); },
  dribble: (response, text) => dribble(response, text),
  crlf: (response, text) => { response.end(`${text}\r\n`); return 'sent'; },
};

function wholeOf({ wire, answer, fault }: Sending, body: BodyFault['how'] | undefined): unknown {
  if (fault?.kind === 'told') {
    if (fault.how === 'failed' && wire.failed !== undefined) return wire.failed(answer).whole;
    return wire.error(toldError(fault.how));
  }
  if (body === 'wrongShape') return { ok: true, message: 'Welcome' };
  if (body === 'errorBody') return wire.error(faults.overloaded);
  return body === 'noUsage' ? withoutUsage(wire.whole(answer)) : wire.whole(answer);
}

function toldError(how: 'errorEvent' | 'rateLimitEvent' | 'failed'): ErrorFault {
  if (how === 'rateLimitEvent') return faults.rateLimitedSilent;
  return how === 'errorEvent' ? faults.overloaded : faults.serverError;
}

/** A stream as it is to be sent: `midway` is a record in the middle of the text, `endsAt` the first that says that the answer is whole. */
interface Records {
  readonly frames: readonly Frame[];
  readonly texts: readonly string[];
  readonly midway: number;
  readonly endsAt: number;
}

async function sendStream(response: ServerResponse, sending: Sending, body: BodyFault['how'] | undefined): Promise<'sent' | 'cut'> {
  const frames = framesOf(sending, body);
  const texts = frames.map((frame) => recordText(frame, sending, body));
  if (sending.wire.done && frames.at(-1)?.part === 'end') texts.push('data: [DONE]\n\n');
  const endsAt = Math.max(0, frames.findIndex(({ part }) => part === 'end'));
  const records = { frames, texts, endsAt, midway: Math.max(1, Math.floor(endsAt / 2)) };
  return (body === undefined ? paced : streamFaults[body] ?? paced)(response, sending, records);
}

const begun = ({ texts, midway }: Records): string => texts.slice(0, midway).join('');

/** What goes wrong with the records of a stream; other faults send them as they are. */
const streamFaults: Partial<Record<BodyFault['how'], (response: ServerResponse, sending: Sending, records: Records) => Sent>> = {
  oneBlob: (response, _, { texts }) => { response.end(texts.join('')); return 'sent'; },
  dribble: (response, _, { texts }) => dribble(response, texts.join('')),
  crlf: (response, _, { texts }) => { response.end(texts.join('').replaceAll('\n', '\r\n')); return 'sent'; },
  onlyPings: (response, sending) => ended(response, pingOf(sending).repeat(3)),
  pingsForever: (response, sending, { texts }) => { response.write(texts[0] ?? ''); return pulse(response, pingOf(sending), sending.signal); },
  tricklesForever: (response, sending, records) => { response.write(begun(records)); return pulse(response, records.texts[records.midway] ?? '', sending.signal); },
  stallMidway: (response, { signal }, records) => { response.write(begun(records)); return forever(signal); },
  cutSocket: (response, _, records) => { response.write(begun(records)); return cut(response); },
  endEarly: (response, _, records) => ended(response, begun(records)),
  noEnd: (response, _, { texts, endsAt }) => ended(response, texts.slice(0, endsAt).join('')),
  cutInsideLine: (response, _, records) => ended(response, begun(records) + (records.texts[records.midway] ?? '').slice(0, -12)),
  badJson: (response, _, records) => ended(response, `${begun(records)}${(records.texts[records.midway] ?? '').replace('data: {', 'data: {oops')}${records.texts.slice(records.midway + 1).join('')}`),
};

/** Sends record by record as fast as the model writes. */
async function paced(response: ServerResponse, sending: Sending, { texts: records, frames }: Records): Promise<'sent'> {
  const { signal, latency, script, answer } = sending;
  const texts = frames.filter(({ part }) => part === 'text').length;
  const pauseMs = script.pauseMs ?? (latency.tokensPerSecond === undefined ? 0 : (answer.usage.output / latency.tokensPerSecond) * 1000 / Math.max(1, texts));
  if (pauseMs === 0) {
    response.end(records.join(''));
    return 'sent';
  }
  let owedMs = 0;
  for (const [index, record] of records.entries()) {
    response.write(record);
    if (frames[index]?.part !== 'text') continue;
    // Timers are no finer than a millisecond or two, so short pauses are saved up.
    owedMs += pauseMs;
    if (owedMs >= 4) {
      const before = performance.now();
      await wait(owedMs, undefined, { signal });
      owedMs -= performance.now() - before;
    }
  }
  response.end();
  return 'sent';
}

function framesOf({ wire, answer, fault }: Sending, body: BodyFault['how'] | undefined): readonly Frame[] {
  const frames = wire.frames(answer);
  const half = frames.slice(0, Math.max(1, Math.floor(frames.length / 2)));
  if (fault?.kind === 'told') {
    const failed = fault.how === 'failed' ? wire.failed?.(answer).frame : undefined;
    return [...half.filter(({ part }) => part !== 'end'), failed ?? wire.errorFrame(toldError(fault.how), answer)];
  }
  return body === undefined ? frames : frameFaults[body]?.(frames) ?? frames;
}

/** What is odd about the records themselves; other faults leave them as they are. */
const frameFaults: Partial<Record<BodyFault['how'], (frames: readonly Frame[]) => readonly Frame[]>> = {
  noUsage: (frames) => frames.map((frame) => ({ ...frame, data: withoutUsage(frame.data) })),
  noRole: (frames) => frames.map((frame) => ({ ...frame, data: JSON.parse(JSON.stringify(frame.data).replace('"role":"assistant",', '')) as unknown })),
  foreignEvents: (frames) => frames.flatMap((frame) => [{ event: 'telemetry', data: { type: 'telemetry', choices: [], load: 0.5 }, part: frame.part }, frame]),
};

function recordText(frame: Frame, { wire }: Sending, body: BodyFault['how'] | undefined): string {
  const name = frame.event === undefined || body === 'noEventNames' ? '' : `event: ${frame.event}\n`;
  const comment = body === 'comments' ? `: ${wire.protocol.toUpperCase()} PROCESSING\n\n` : '';
  return `${comment}${name}data: ${JSON.stringify(frame.data)}\n\n`;
}

function pingOf({ wire }: Sending): string {
  return wire.protocol === 'anthropic' ? 'event: ping\ndata: {"type":"ping"}\n\n' : ': keep-alive\n\n';
}

function withoutUsage(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'usage' ? undefined : inner))) as unknown;
}

function ended(response: ServerResponse, text: string): 'cut' {
  response.end(text);
  return 'cut';
}

/** Closes the connection once what was written is on its way. */
async function cut(response: ServerResponse): Promise<'cut'> {
  await wait(2);
  response.destroy();
  return 'cut';
}

function reset(response: ServerResponse): 'cut' {
  response.socket?.resetAndDestroy();
  return 'cut';
}

async function pulse(response: ServerResponse, text: string, signal: AbortSignal): Promise<'cut'> {
  for (;;) {
    response.write(text);
    await wait(pulseMs, undefined, { signal });
  }
}

async function dribble(response: ServerResponse, text: string): Promise<'sent'> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 3) {
    response.write(bytes.subarray(at, at + 3));
    if (at % 48 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
  return 'sent';
}

/** Never resolves; rejects when the client goes away. */
function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => { reject(new Error('The client went away.')); }, { once: true });
  });
}

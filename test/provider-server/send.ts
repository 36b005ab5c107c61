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

function typeHeader({ stream }: Sending, body: BodyFault['how'] | undefined): Record<string, string> {
  switch (body) {
    case 'noType': return {};
    case 'wrongType': return { 'content-type': 'text/plain; charset=utf-8' };
    case 'html': return { 'content-type': 'text/html; charset=utf-8' };
    case 'wholeForStream':
    case 'wrongShape':
    case 'errorBody': return { 'content-type': 'application/json' };
    default: return { 'content-type': stream ? 'text/event-stream; charset=utf-8' : 'application/json' };
  }
}

function sendError(response: ServerResponse, { wire, headers }: Sending, fault: ErrorFault): 'sent' {
  const body = fault.html ? fault.message : JSON.stringify(wire.error(fault));
  response.writeHead(fault.status, { ...headers, ...fault.headers?.(), 'content-type': fault.html ? 'text/html' : 'application/json' });
  response.end(body);
  return 'sent';
}

async function sendWhole(response: ServerResponse, sending: Sending, body: BodyFault['how'] | undefined): Promise<'sent' | 'cut'> {
  const text = JSON.stringify(wholeOf(sending, body));
  const half = text.slice(0, Math.ceil(text.length / 2));
  const rate = sending.latency.tokensPerSecond;
  if (rate !== undefined) await wait((sending.answer.usage.output / rate) * 1000, undefined, { signal: sending.signal });
  switch (body) {
    case 'stallMidway': response.write(half); return forever(sending.signal);
    case 'cutSocket': response.write(half); return cut(response);
    case 'endEarly':
    case 'cutInsideLine': return ended(response, half);
    case 'badJson': return ended(response, `${half.slice(0, 20)}\u0000oops${half.slice(20)}`);
    case 'onlyPings': return ended(response, ' \n \n');
    case 'pingsForever':
    case 'tricklesForever': return pulse(response, body === 'pingsForever' ? ' ' : half.slice(0, 8), sending.signal);
    case 'dribble': await dribble(response, text); return 'sent';
    case 'crlf': response.end(`${text}\r\n`); return 'sent';
    default: response.end(text); return 'sent';
  }
}

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

async function sendStream(response: ServerResponse, sending: Sending, body: BodyFault['how'] | undefined): Promise<'sent' | 'cut'> {
  const frames = framesOf(sending, body);
  const records = frames.map((frame) => recordText(frame, sending, body));
  if (sending.wire.done && frames.at(-1)?.part === 'end') records.push('data: [DONE]\n\n');
  const endsAt = Math.max(0, frames.findIndex(({ part }) => part === 'end'));
  const midway = Math.max(1, Math.floor(endsAt / 2));
  switch (body) {
    case 'oneBlob': response.end(records.join('')); return 'sent';
    case 'dribble': await dribble(response, records.join('')); return 'sent';
    case 'crlf': response.end(records.join('').replaceAll('\n', '\r\n')); return 'sent';
    case 'onlyPings': return ended(response, Array(3).fill(pingOf(sending)).join(''));
    case 'pingsForever': response.write(records[0] ?? ''); return pulse(response, pingOf(sending), sending.signal);
    case 'tricklesForever': response.write(records.slice(0, midway).join('')); return pulse(response, records[midway] ?? '', sending.signal);
    case 'stallMidway': response.write(records.slice(0, midway).join('')); return forever(sending.signal);
    case 'cutSocket': response.write(records.slice(0, midway).join('')); return cut(response);
    case 'endEarly': return ended(response, records.slice(0, endsAt).join(''));
    case 'cutInsideLine': return ended(response, `${records.slice(0, midway).join('')}${(records[midway] ?? '').slice(0, -12)}`);
    case 'badJson': response.write(records.slice(0, midway).join('')); return ended(response, recordText({ ...frames[midway] ?? { part: 'text' }, data: '{oops' }, sending, 'badJson') + records.slice(midway).join(''));
    default: return paced(response, sending, { records, frames });
  }
}

/** Sends record by record as fast as the model writes. */
async function paced(response: ServerResponse, sending: Sending, { records, frames }: { readonly records: readonly string[]; readonly frames: readonly Frame[] }): Promise<'sent'> {
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
  const begun = frames.slice(0, Math.max(1, Math.floor(frames.length / 2)));
  if (fault?.kind === 'told') {
    const failed = fault.how === 'failed' ? wire.failed?.(answer).frame : undefined;
    return [...begun.filter(({ part }) => part !== 'end'), failed ?? wire.errorFrame(toldError(fault.how), answer)];
  }
  switch (body) {
    case 'noUsage': return frames.map((frame) => ({ ...frame, data: withoutUsage(frame.data) }));
    case 'noRole': return frames.map((frame) => ({ ...frame, data: JSON.parse(JSON.stringify(frame.data).replace('"role":"assistant",', '')) as unknown }));
    case 'foreignEvents': return frames.flatMap((frame) => [{ event: 'telemetry', data: { type: 'telemetry', choices: [], load: 0.5 }, part: frame.part }, frame]);
    default: return frames;
  }
}

function recordText(frame: Frame, { wire }: Sending, body: BodyFault['how'] | undefined): string {
  const name = frame.event === undefined || body === 'noEventNames' ? '' : `event: ${frame.event}\n`;
  const comment = body === 'comments' ? `: ${wire.protocol.toUpperCase()} PROCESSING\n\n` : '';
  return `${comment}${name}data: ${body === 'badJson' && typeof frame.data === 'string' ? frame.data : JSON.stringify(frame.data)}\n\n`;
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

async function dribble(response: ServerResponse, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 3) {
    response.write(bytes.subarray(at, at + 3));
    if (at % 48 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}

/** Never resolves; rejects when the client goes away. */
function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => { reject(new Error('The client went away.')); }, { once: true });
  });
}

import assert from 'node:assert/strict';
import { it } from 'mocha';
import { threadCodeRunner } from './codeRunner.ts';

const never = new AbortController().signal;

/** What becomes of `f(1)` and `f(2)`. */
async function run(code: string): Promise<string> {
  const outcomes = await threadCodeRunner.run(code, 'f', [{ arguments: [1], result: 1 }, { arguments: [2], result: 2 }], never);
  return outcomes.map((outcome) => (outcome.kind === 'result' ? JSON.stringify(outcome.result) : outcome.message)).join(' | ');
}

it('runs a function of an answer against cases', async () => {
  assert.equal(await run('function f(x) { return [x, { twice: 2 * x }]; }'), '[1,{"twice":2}] | [2,{"twice":4}]');
  assert.equal(await run('const f = (x) => { if (x === 1) throw new Error("one"); return x; };'), 'Error: one | 2');
  assert.equal(await run('const f = () => undefined;'), 'null | null');
});

it('code that does not parse or declare the function fails with a reason', async () => {
  assert.equal(await run('function f( {'), 'it does not run | it does not run');
  assert.match(await run('const g = 1;'), /ReferenceError: f is not defined/);
});

it('nothing of Node can be reached', async () => {
  for (const escape of [
    'process.exit(1)', 'require("fs")', 'this.constructor.constructor("return process")()', 'globalThis.constructor.constructor("return process")()', '(async () => {}).constructor("return process")()',
    'new Function("return process")()', 'eval("process")', 'import("node:fs").then((fs) => fs.rmSync("x"))', 'setTimeout(() => {}, 0)', 'fetch("http://127.0.0.1")', 'Buffer.alloc(1)',
    'new Error().stack.constructor.constructor("return process")()', '[].map.constructor("return process")()', 'console.log("x")', 'parentPort.postMessage(1)', 'new WebAssembly.Module(new Uint8Array(8))',
  ]) {
    const seen = await run(`function f() { const leak = ${escape}; return typeof leak === 'object' && leak !== null && 'pid' in leak ? 'escaped' : Object.prototype.toString.call(leak); }`);
    assert.doesNotMatch(seen, /escaped|object process/, escape);
  }
  assert.equal(process.exitCode, undefined);
});

it('endless loops, recursion and hunger for memory end', async () => {
  assert.equal(await run('function f() { for (;;) {} }'), 'it takes too long | it takes too long');
  assert.match(await run('function f() { return f(); }'), /RangeError/);
  assert.match(await run('function f() { const all = []; for (;;) all.push("x".repeat(1000) + all.length); }'), /it takes too (much memory|long)/);
  assert.match(await run('function f() { return "x".repeat(300000); }'), /too large/);
  assert.match(await run('function f() { const a = []; a.push(a); return a; }'), /fail|run/);
});

it('code that changes the built-ins cannot change what is around it', async () => {
  assert.equal(await run('JSON.stringify = () => "[]"; JSON.parse = () => [9]; Array.prototype.map = () => []; function f(x) { return x; }').then((seen) => seen.includes('9')), false);
  assert.equal(await run('Object.prototype.result = 7; function f() { throw null; }'), 'null | null');
});

it('a run that is cancelled ends at once', async () => {
  const cancel = new AbortController();
  cancel.abort();
  const outcomes = await threadCodeRunner.run('function f() { for (;;) {} }', 'f', [{ arguments: [], result: 1 }], cancel.signal);
  assert.deepEqual(outcomes, [{ kind: 'failed', message: 'cancelled' }]);
});

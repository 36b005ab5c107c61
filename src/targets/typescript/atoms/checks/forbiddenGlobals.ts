const clock = 'The instant of the call is context.now; nothing waits or runs later.';
const network = 'Code of a unit has no network.';
const outside = 'Use the arguments and the app.';

/** Globals that are there when the code runs, and that it may not touch, with what to do instead. */
export const forbiddenGlobals: ReadonlyMap<string, string> = new Map([
  ['process', outside], ['require', 'Names of the app are imported by themselves.'], ['module', outside], ['exports', outside], ['globalThis', outside], ['global', outside], ['window', outside], ['self', outside],
  ['__dirname', outside], ['__filename', outside], ['Deno', outside], ['Bun', outside], ['Buffer', 'Of Buffer there are Buffer.from, Buffer.concat, Buffer.byteLength and Buffer.isBuffer here, and the type.'],
  ['fetch', network], ['XMLHttpRequest', network], ['WebSocket', network], ['EventSource', network], ['Request', network], ['Response', network], ['navigator', network],
  ['setTimeout', clock], ['setInterval', clock], ['setImmediate', clock], ['clearTimeout', clock], ['clearInterval', clock], ['queueMicrotask', clock], ['performance', clock],
  ['console', 'Leave it out: requests are logged by the app.'], ['crypto', 'For a new key use uuidv7().'],
  ['eval', 'Write the code itself.'], ['Function', 'Write the code itself.'], ['Proxy', 'Use plain objects.'], ['Reflect', 'Use plain objects.'], ['WebAssembly', outside],
  ['SharedArrayBuffer', outside], ['Atomics', outside], ['Worker', outside], ['MessageChannel', outside], ['BroadcastChannel', outside],
]);

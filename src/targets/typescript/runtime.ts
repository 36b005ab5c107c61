import type { SymbolTable } from './code/tsFile.ts';

interface RuntimeModule {
  readonly path: string;
  readonly values?: readonly string[];
  readonly types?: readonly string[];
}

/** What the static templates export to generated code, by file. */
const modules: readonly RuntimeModule[] = [
  { path: 'src/config.ts', values: ['loadConfig'], types: ['Config'] },
  { path: 'src/shared/context.ts', values: ['systemCaller', 'requireCaller'], types: ['Caller', 'CallContext'] },
  {
    path: 'src/shared/decimal.ts',
    values: ['add', 'subtract', 'multiply', 'divide', 'remainder', 'negate', 'abs', 'compare', 'sum', 'round', 'toScale', 'decimalOf'],
  },
  { path: 'src/shared/uuid.ts', values: ['uuidv7'] },
  { path: 'src/db/client.ts', values: ['openDatabase'], types: ['Database', 'Transaction', 'DatabaseHandle'] },
  { path: 'src/db/transaction.ts', values: ['inTransaction', 'inReadTransaction', 'inSingleRead'] },
  { path: 'src/db/migrate.ts', values: ['migrate'] },
  {
    path: 'src/http/problem.ts',
    values: [
      'Problem', 'badRequest', 'notFound', 'conflict', 'unprocessable', 'preconditionFailed', 'illegalTransition', 'notImplemented', 'failure',
    ],
    types: ['FieldError'],
  },
  { path: 'src/http/server.ts', values: ['createServer'], types: ['App', 'AppContext'] },
  { path: 'src/http/bodies.ts', values: ['TypedBody'] },
  { path: 'src/http/methodNotAllowed.ts', values: ['refuseOtherMethods'] },
  { path: 'src/http/metrics.ts', values: ['addMetrics'] },
  { path: 'src/http/rateLimit.ts', values: ['addRateLimit'] },
  { path: 'src/http/health.ts', values: ['addLiveness', 'addReadiness'] },
  { path: 'src/http/docs.ts', values: ['addOpenApi', 'addDocs'] },
  { path: 'src/http/auth.ts', values: ['access'] },
  { path: 'src/http/etag.ts', values: ['etagOf', 'expectedVersion', 'notModified'] },
  { path: 'src/http/paging.ts', values: ['encodeCursor', 'decodeCursor', 'invalidCursor'] },
  { path: 'src/http/idempotency.ts', values: ['idempotent'], types: ['Answer'] },
  { path: 'src/events/outbox.ts', values: ['emitEvent'] },
  { path: 'src/events/dispatcher.ts', values: ['deliverDue'] },
  { path: 'src/events/handler.ts', types: ['EventHandler'] },
  { path: 'src/jobs/schedule.ts', types: ['Schedule'] },
  { path: 'src/jobs/trigger.ts', values: ['addScheduleTrigger'] },
];

/** Declares every symbol of the static templates under `runtime:<name>`. */
export function declareRuntime(symbols: SymbolTable): void {
  for (const { path, values = [], types = [] } of modules) {
    for (const name of values) symbols.declare(`runtime:${name}`, path, name);
    for (const name of types) symbols.declare(`runtime:${name}`, path, name, 'type');
  }
}

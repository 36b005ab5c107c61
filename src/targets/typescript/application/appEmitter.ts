import type { ApplicationIR } from '../../../ir/application.ts';
import { type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';

const path = 'src/app.ts';

/** Operations that every application has beside those of its spec, with the runtime function that adds each. */
const ownOperations = [
  { path: '/health/live', add: 'addLiveness', arguments: 'app' },
  { path: '/health/ready', add: 'addReadiness', arguments: 'app, context.database' },
  { path: '/openapi.json', add: 'addOpenApi', arguments: 'app' },
  { path: '/docs', add: 'addDocs', arguments: 'app' },
] as const;

/** Emits the function that puts the server and all routes together. */
export const appEmitter: Emitter = {
  name: 'app',
  declare(_application, symbols) {
    symbols.declare('app', path, 'buildApp');
  },
  emit(application, symbols) {
    const file = new TsFile(symbols, {
      path,
      emitter: this.name,
      milestone: 'api',
      stratum: 'ast',
      reason: 'Registers the groups of routes of the spec.',
    });
    file.add({ name: 'buildApp', nodes: application.endpoints.map(({ key }) => key) }, () => buildApp(file, application, symbols));
    return [file.finish()];
  },
};

function buildApp(file: TsFile, application: ApplicationIR, symbols: SymbolTable): string {
  const routes = symbols.keysWith('routes:');
  const limit = application.infrastructure.rateLimitPerMinute;
  const hasMetrics = application.infrastructure.metrics && isFree(application, '/metrics');
  const own = ownOperations.filter((operation) => isFree(application, operation.path));
  const lines = [
    `const app = ${file.use('runtime:createServer')}(context);`,
    `const refuseOthers = ${file.use('runtime:refuseOtherMethods')}(app);`,
    ...(limit === undefined ? [] : [`if (context.config.rateLimited) ${file.use('runtime:addRateLimit')}(app, ${String(limit)});`]),
    ...(hasMetrics ? [`${file.use('runtime:addMetrics')}(app);`] : []),
    ...routes.map((key) => `${file.use(key)}(app);`),
    ...own.map(({ add, arguments: list }) => `${file.use(`runtime:${add}`)}(${list});`),
    ...(symbols.has('schedules') ? [`${file.use('runtime:addScheduleTrigger')}(app, context, ${file.use('schedules')});`] : []),
    'refuseOthers();',
    'return app;',
  ];
  return `/** The application with all its routes; it listens to nothing yet. */
export function buildApp(context: ${file.use('runtime:AppContext')}): ${file.use('runtime:App')} {
${lines.map((line) => `  ${line}`).join('\n')}
}`;
}

/** Whether the spec leaves the path to the runtime: its own operations come first. */
function isFree(application: ApplicationIR, path: string): boolean {
  return application.endpoints.every((endpoint) => endpoint.method !== 'GET' || application.basePath + endpoint.path !== path);
}

import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import { pascalCase } from '../../../base/names.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { property, propertyKey, quote } from '../expressions/code.ts';
import { typeText } from './typeText.ts';

/** Declares the lists of event handlers and schedules, for apps that have some. */
export function declareHandlers(application: ApplicationIR, symbols: SymbolTable): void {
  if (hasEvents(application)) symbols.declare('eventHandlers', 'src/events/handlers.ts', 'eventHandlers');
  if (application.flows.some(({ trigger }) => trigger.kind === 'schedule')) symbols.declare('schedules', 'src/events/schedules.ts', 'schedules');
}

/** An app has events when a flow emits some or waits for some. */
function hasEvents(application: ApplicationIR): boolean {
  return application.events.length > 0 || application.flows.some(({ trigger }) => trigger.kind === 'event');
}

/** The handlers of events and the schedules, each calling its flow. */
export function emitHandlers(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
  return [
    ...(symbols.has('eventHandlers') ? [handlersFile(application, symbols)] : []),
    ...(symbols.has('schedules') ? [schedulesFile(application, symbols)] : []),
  ];
}

function handlersFile(application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const file = newFile(symbols, 'eventHandlers');
  const flows = application.flows.flatMap((flow) => (flow.trigger.kind === 'event' ? [{ flow, event: flow.trigger.event }] : []));
  const events = [...new Set(flows.filter(({ flow }) => flow.inputs.length > 0).map(({ event }) => event))];
  for (const event of events) {
    const inputs = new Map(flows.filter((entry) => entry.event === event).flatMap(({ flow }) => flow.inputs.map((input) => [input.name, input.type] as const)));
    const name = payloadName(event);
    file.add({ name, nodes: [`event:${event}`] }, () => {
      const fields = [...inputs].map(([key, type]) => `readonly ${propertyKey(key)}: ${typeText(jsonType(type), file)};\n`);
      return `/** Payload of \`${event}\`, as JSON. */\ninterface ${name} {\n${fields.join('')}}`;
    });
  }
  file.add({ name: 'eventHandlers', nodes: flows.map(({ flow }) => `flow:${flow.name}`) }, () => {
    const entries = flows.map(({ flow, event }) => handler(flow, event, file));
    return `export const eventHandlers: readonly ${file.use('runtime:EventHandler')}[] = [\n${entries.join('')}];`;
  });
  return file.finish();
}

function handler(flow: Flow, event: string, file: TsFile): string {
  const call = file.use(`flow:${flow.name}`);
  const head = `name: ${quote(flow.name)},\nevent: ${quote(event)},\n`;
  if (flow.inputs.length === 0) return `{\n${head}handle: async (context) => {\nawait ${call}(context);\n},\n},\n`;
  const fields = flow.inputs.map(({ name, type }) => property(name, revived(`event${access(name)}`, type)));
  return `{\n${head}handle: async (context, payload) => {\nconst event = payload as ${payloadName(event)};\nawait ${call}(context, { ${fields.join(', ')} });\n},\n},\n`;
}

function access(name: string): string {
  const key = propertyKey(name);
  return key === name ? `.${name}` : `[${quote(name)}]`;
}

function payloadName(event: string): string {
  return `${pascalCase(event)}Payload`;
}

/** The type of a value after a round trip through JSON. */
function jsonType(type: ExpressionType): ExpressionType {
  if (type.kind === 'timestamp') return { kind: 'string', nullable: type.nullable };
  if (type.kind === 'list') return { ...type, items: jsonType(type.items) };
  return type;
}

/** The value of a payload's field, timestamps as dates again. */
function revived(text: string, type: ExpressionType): string {
  if (type.kind === 'timestamp') return type.nullable ? `${text} === null ? null : new Date(${text})` : `new Date(${text})`;
  if (type.kind === 'list' && type.items.kind === 'timestamp') return `${text}${type.nullable ? '?' : ''}.map((value) => new Date(value))${type.nullable ? ' ?? null' : ''}`;
  return text;
}

function schedulesFile(application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const file = newFile(symbols, 'schedules');
  const flows = application.flows.flatMap((flow) => (flow.trigger.kind === 'schedule' ? [{ flow, cron: flow.trigger.cron }] : []));
  file.add({ name: 'schedules', nodes: flows.map(({ flow }) => `flow:${flow.name}`) }, () => {
    const entries = flows.map(({ flow, cron }) => {
      const call = file.use(`flow:${flow.name}`);
      const run = flow.result === undefined ? call : `async (context) => {\nawait ${call}(context);\n}`;
      return `{ name: ${quote(flow.name)}, cron: ${quote(cron)}, run: ${run} },\n`;
    });
    return `export const schedules: readonly ${file.use('runtime:Schedule')}[] = [\n${entries.join('')}];`;
  });
  return file.finish();
}

function newFile(symbols: SymbolTable, key: string): TsFile {
  const reason = 'Follows from the triggers of the flows.';
  return new TsFile(symbols, { path: symbols.find(key).path, emitter: 'handlers', milestone: 'behavior', stratum: 'ast', reason });
}

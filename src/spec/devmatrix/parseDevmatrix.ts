import { camelCase, kebabCase, sentenceCase } from '../../base/names.ts';
import type { Diagnostic, Parsed } from '../../base/diagnostic.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Flow } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { NamedSchema } from '../../ir/schema.ts';
import type { Observer } from '../observer.ts';
import { fixOf, removeEntry } from '../fixes.ts';
import { asBoolean, asText, entriesOf, entryOf, valueOf, type SourceNode } from '../source.ts';
import type { Span } from '../../base/span.ts';
import { readSecurity, type Security } from './access.ts';
import { checkApplication, checkEntities } from './checkEntities.ts';
import { checkShape } from './checkShape.ts';
import { type Context, createContext } from './context.ts';
import { impliedEndpoints, readResource, type Resource } from './crud.ts';
import { customEndpoints } from './customEndpoints.ts';
import { type Drafts, readDrafts } from './drafts.ts';
import { routeOfEndpoint } from './endpointParts.ts';
import { readEntities } from './entities.ts';
import { checkEventsInWords } from './eventsInWords.ts';
import { exposedTransition } from './exposed.ts';
import { type DeclaredEndpoint, type EndpointContext, flowEndpoint, pathSchemaOf } from './flowEndpoints.ts';
import { callsOf, readFlows } from './flows.ts';
import { readInfrastructure } from './infrastructure.ts';
import { readInvariants } from './invariants.ts';
import { language } from './language.ts';
import { entitySchemas, freeSchemaName, problemSchema } from './namedSchemas.ts';
import { readSchema, type SchemaReader } from './schemas.ts';
import { withSeeds } from './seeds.ts';
import { readStateMachines, type Machines } from './stateMachines.ts';
import { type FlowDraft, readFlowDrafts } from './triggers.ts';
import { modelOf } from './typeOfSchema.ts';

/** Reads a DevMatrix spec. What cannot be read is left out and reported; the value is undefined only when the root is no map. */
export function parseDevmatrix(root: SourceNode, observer?: Observer): Parsed<ApplicationIR | undefined> {
  const diagnostics: Diagnostic[] = [];
  const context = createContext(diagnostics, root, observer);
  if (root.kind !== 'map') return { value: undefined, diagnostics };
  checkVersion(root, context);
  checkReviewed(root, context);
  checkShape(root, { kind: 'named', name: 'spec' }, { text: 'A spec' }, language, context);
  const reader: SchemaReader = { context, types: new Map(entriesOf(valueOf(root, 'types')).map((entry) => [entry.key, entry.value])), open: [] };
  for (const [name, node] of reader.types) readSchema(node, { ...reader, open: [name] });
  const drafts = readDrafts(root, context);
  const entities = withSeeds(readEntities(drafts, reader), drafts, context);
  checkEntities(entities, context);
  const machines = readStateMachines(drafts, entities, modelOf(entities), context);
  const { application, declared } = assemble(root, drafts, entities, machines, reader);
  checkApplication(application, declared, context);
  checkEventsInWords(application, context);
  return { value: application, diagnostics: distinct(diagnostics) };
}

/** One mistake is told once, however many endpoints it reaches. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, span }) => {
    const key = `${code} ${span.start} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function checkVersion(root: SourceNode, context: Context): void {
  const node = valueOf(root, 'devmatrix');
  const version = asText(node);
  if (node !== undefined && version !== '1') context.report('DM1103', node.span, { version: version ?? 'nothing' });
}

/** A draft that nobody has read says so itself. */
function checkReviewed(root: SourceNode, context: Context): void {
  const entry = entryOf(root, 'reviewed');
  if (entry === undefined || asBoolean(entry.value) !== false) return;
  const mark = fixOf('markReviewed', 'I have read it: remove the mark', () => [removeEntry(root, entry)]);
  context.report('DM1171', entry.value.span, {}, { fixes: [mark] });
}

interface Assembled {
  readonly application: ApplicationIR;
  /** Routes that the spec states itself; implied ones give way to them. */
  readonly declared: readonly { readonly route: string; readonly key: string; readonly span: Span }[];
}

function assemble(root: SourceNode, drafts: Drafts, entities: readonly Entity[], machines: Machines, reader: SchemaReader): Assembled {
  const { context } = reader;
  const model = modelOf(entities);
  const security = readSecurity(root, entities.some(({ owner }) => owner !== undefined), usesAccess(root), context);
  const infrastructure = readInfrastructure(root);
  const resources = entities.map((entity) => readResource(entity, drafts.entities.find(({ name }) => name === entity.name)?.node, { entities, security, context }));
  const problem = freeSchemaName(entities.some(({ name }) => name === 'Problem') ? 'ProblemDetails' : 'Problem', entities);
  const endpoints: EndpointContext = { setting: { problem, rateLimited: infrastructure.rateLimitPerMinute !== undefined }, security, resources };
  const flowDrafts = readFlowDrafts(root, reader);
  const custom = customEndpoints(root, flowDrafts, endpoints, { ...reader, entities });
  const everyDraft = [...flowDrafts, ...custom.flows];
  const { flows, events } = readFlows(everyDraft, {
    root, context, reader, model, entities, machines: machines.machines,
    pathSchema: (draft, name) => (draft.trigger.kind === 'http' ? pathSchemaOf(draft.trigger.http, name, resources) : { kind: 'any', nullable: true, span: draft.span }),
    isPublic: (draft) => isReachedByAnybody(draft, everyDraft, security, new Set()),
  });
  const declared: DeclaredEndpoint[] = [...custom.endpoints];
  const allFlows: Flow[] = [...flows];
  for (const draft of [...flowDrafts, ...custom.flows]) {
    const flow = flows.find(({ name }) => name === draft.name);
    if (flow !== undefined && draft.trigger.kind === 'http') declared.push(flowEndpoint(flow, draft.trigger.http, flow.description, endpoints));
  }
  const taken = new Set([...allFlows.map(({ name }) => camelCase(name)), ...declared.map(({ endpoint }) => endpoint.operationId)].map((name) => name.toLowerCase()));
  for (const exposed of machines.exposed) {
    const made = exposedTransition(exposed, endpoints, taken, context);
    if (made === undefined) continue;
    allFlows.push(made.flow);
    declared.push(made.endpoint);
  }
  const own = new Set(declared.map(({ endpoint }) => routeOfEndpoint(endpoint)));
  const implied = impliedEndpoints(resources, endpoints.setting).filter((endpoint) => !own.has(routeOfEndpoint(endpoint)));
  const all = [...implied, ...declared.map(({ endpoint }) => endpoint)];
  const name = kebabCase(asText(valueOf(root, 'name')) ?? 'app') || 'app';
  const description = asText(valueOf(root, 'description'));
  const application: ApplicationIR = {
    kind: 'application', irVersion: 1, name, title: asText(valueOf(root, 'title')) ?? sentenceCase(name), version: asText(valueOf(root, 'version')) ?? '1.0.0',
    ...(description === undefined ? {} : { description }), basePath: basePathOf(root),
    entities, schemas: [...schemasOf(resources, all), ...declared.flatMap(({ schemas }) => schemas), problemNamed(problem, root)],
    endpoints: all, flows: allFlows, stateMachines: machines.machines, invariants: readInvariants(root, entities, model, context), events,
    auth: security.auth, infrastructure, notGenerated: [], span: root.span,
  };
  return { application, declared: declared.map(({ endpoint }) => ({ route: routeOfEndpoint(endpoint), key: endpoint.key, span: endpoint.span })) };
}

/** Whether callers without credentials reach the flow: over HTTP, or through a flow that calls it. */
function isReachedByAnybody(draft: FlowDraft, all: readonly FlowDraft[], security: Security, seen: Set<FlowDraft>): boolean {
  const { trigger } = draft;
  if (seen.has(draft) || trigger.kind === 'event' || trigger.kind === 'schedule') return false;
  seen.add(draft);
  if (trigger.kind === 'call') return all.some((other) => callsOf(other).includes(draft.specName) && isReachedByAnybody(other, all, security, seen));
  const node = valueOf(trigger.http.node, 'access');
  return (node === undefined ? security.standard.kind : asText(node)) === 'public';
}

/** True when the spec restricts some endpoint, which needs a way to authenticate. */
function usesAccess(node: SourceNode): boolean {
  if (node.kind !== 'map') return node.kind === 'seq' && node.items.some(usesAccess);
  return node.entries.some((entry) => (entry.key === 'access' ? restricts(entry.value) : usesAccess(entry.value)));
}

function restricts(node: SourceNode): boolean {
  if (node.kind === 'map') return node.entries.some((entry) => restricts(entry.value));
  return node.kind === 'seq' || asText(node) !== 'public';
}

function basePathOf(root: SourceNode): string {
  const path = (asText(valueOf(root, 'basePath')) ?? '').replace(/\/+$/, '');
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function schemasOf(resources: readonly Resource[], endpoints: ApplicationIR['endpoints']): readonly NamedSchema[] {
  const actions = new Set(endpoints.flatMap(({ implementation }) => (implementation.kind === 'crud' ? [`${implementation.entity} ${implementation.action}`] : [])));
  const linked = new Set(endpoints.flatMap(({ implementation }) => (implementation.kind === 'link' && implementation.action === 'list' ? [`${implementation.entity} ${implementation.relation}`] : [])));
  const pages = new Set(resources.flatMap(({ entity }) => entity.relations.filter((relation) => linked.has(`${entity.name} ${relation.name}`)).map(({ target }) => target)));
  return resources.flatMap(({ entity, schemas }) => entitySchemas(entity, schemas, {
    create: actions.has(`${entity.name} create`), replace: actions.has(`${entity.name} replace`), update: actions.has(`${entity.name} update`),
    page: actions.has(`${entity.name} list`) || pages.has(entity.name),
  }));
}

function problemNamed(name: string, root: SourceNode): NamedSchema {
  return { kind: 'namedSchema', name, schema: problemSchema({ ...root.span, end: root.span.start }), cyclic: false, ofProblems: true, span: { ...root.span, end: root.span.start } };
}


import type { ApplicationIR } from '../../../ir/application.ts';
import type { CrudImplementation, Endpoint } from '../../../ir/endpoint.ts';
import { openApiCatalogue } from '../catalogue.ts';
import type { Extensions } from '../extensions.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import { omit } from '../omit.ts';
import { logicFlows, logicOfEndpoints, stateMachines } from './behavior.ts';
import { asCrud, judge } from './crud.ts';
import type { Judgement } from './crud.ts';
import { buildEntities, finishEntity, tableNames } from './entities.ts';
import type { DraftEntity } from './entities.ts';
import { nameSchemas } from './nameSchemas.ts';
import { linkToParents, anonymous } from './parents.ts';
import { planEntities } from './plans.ts';
import type { EntityPlan } from './plans.ts';
import { addBelongsTo, inverseRelations } from './relations.ts';
import { findResources } from './resources.ts';
import type { Candidate } from './resources.ts';
import { Shapes } from './shapes.ts';
import type { InferenceInput, Settled } from './settled.ts';
import { usualReason, wordsFor } from './words.ts';

type Inferred = Pick<ApplicationIR, 'entities' | 'schemas' | 'endpoints' | 'flows' | 'stateMachines' | 'invariants' | 'events'>;

/** Finds entities, relations and CRUD in what a document says about its operations; everything else stays in words. */
export function infer(input: InferenceInput): Inferred {
  const shapes = new Shapes(input.table.schemas);
  const logic = logicOfEndpoints(input.extensions);
  const plain = input.drafts.filter(({ key }) => !logic.has(key) && input.extensions.operations.get(key)?.words === undefined);
  const resources = findResources(plain, shapes, input.extensions);
  const settled = settle(planEntities(resources, input.table, input.extensions), shapes, input.extensions);
  addBelongsTo(settled.entities, [...settled.accepted.values()].map(({ implementation }) => implementation));
  const relations = inverseRelations(settled.entities);
  const tables = tableNames(settled.entities.values());
  const entities = [...settled.entities].map(([name, entity]) => finishEntity(entity, relations.get(name) ?? [], tables.get(name) ?? name));
  const endpoints = input.drafts.map((draft) => endpointOf(draft, settled, { input, shapes, logic }));
  return {
    entities,
    schemas: nameSchemas(input, settled),
    endpoints,
    flows: logicFlows(input.extensions, new Set(input.drafts.map(({ key }) => key))),
    stateMachines: stateMachines(settled.entities.values()),
    invariants: [],
    events: [],
  };
}

/**
 * Builds entities from the operations that may be CRUD, throws out those that turn out not to be, and begins again
 * without what they said, until nothing changes. Each round throws out at least one, so it ends.
 */
function settle(plans: readonly EntityPlan[], shapes: Shapes, extensions: Extensions): Settled {
  const refused = new Map<string, { readonly reason: string; readonly entity: string }>();
  for (;;) {
    const entities = buildEntities({ plans, shapes, extensions, rejected: new Set(refused.keys()) });
    const rowPaths = new Map([...entities.values()].flatMap((entity) => entity.plan.candidates.flatMap(({ keyParameter, draft }) => (keyParameter === undefined ? [] : [[anonymous(draft.path), entity] as const]))));
    const live = [...entities.values()].flatMap((entity) => entity.plan.candidates.filter(({ draft }) => !refused.has(draft.key)).map((candidate) => ({ candidate, entity })));
    for (const { candidate, entity } of live) linkToParents(candidate, entity, rowPaths);
    const judgement: Judgement = { shapes, extensions, entities, rowPaths };
    const accepted = new Map<string, { readonly candidate: Candidate; readonly implementation: CrudImplementation }>();
    const before = refused.size;
    for (const { candidate, entity } of live) {
      const verdict = judge(candidate, entity, judgement);
      if ('reason' in verdict) refused.set(candidate.draft.key, { reason: verdict.reason, entity: entity.plan.name });
      else accepted.set(candidate.draft.key, { candidate, implementation: verdict });
    }
    if (refused.size === before) refuseInvisible(live, accepted, refused);
    if (refused.size === before) return { entities, accepted, refused };
  }
}

/** An entity whose rows nobody can see or make is none. */
function refuseInvisible(live: readonly { readonly candidate: Candidate; readonly entity: DraftEntity }[], accepted: Settled['accepted'], refused: Map<string, { readonly reason: string; readonly entity: string }>): void {
  const seen = new Set([...accepted.values()].filter(({ implementation }) => ['list', 'read', 'create'].includes(implementation.action)).map(({ implementation }) => implementation.entity));
  for (const { candidate, entity } of live) {
    if (!seen.has(entity.plan.name)) refused.set(candidate.draft.key, { reason: `no operation that can be generated shows or makes a ${entity.plan.name}`, entity: entity.plan.name });
  }
}

interface Surroundings {
  readonly input: InferenceInput;
  readonly shapes: Shapes;
  readonly logic: ReadonlyMap<string, string>;
}

function endpointOf(draft: EndpointDraft, settled: Settled, { input, shapes, logic }: Surroundings): Endpoint {
  const found = settled.accepted.get(draft.key);
  const entity = found === undefined ? undefined : settled.entities.get(found.implementation.entity);
  if (found !== undefined && entity !== undefined) {
    const { endpoint, dropped } = asCrud(draft, found.implementation, entity, shapes);
    for (const mediaType of dropped) input.diagnostics.push(openApiCatalogue.report('DM1225', draft.span, { key: draft.key, mediaType }));
    return endpoint;
  }
  const stated = logic.get(draft.key) ?? input.extensions.operations.get(draft.key)?.words;
  const refusal = settled.refused.get(draft.key);
  const about = refusal !== undefined && settled.entities.has(refusal.entity) ? refusal.entity : undefined;
  const implementation = stated === undefined ? wordsFor(draft, refusal?.reason ?? usualReason(draft), about) : wordsFor(draft, 'the document states it in words', undefined, stated);
  return { ...withoutMeaninglessBody(draft, input), implementation };
}

/** HTTP gives the body of a GET no meaning, and servers do not read it. */
function withoutMeaninglessBody(draft: EndpointDraft, { diagnostics }: InferenceInput): EndpointDraft {
  const { method, requestBody, key } = draft;
  if (requestBody === undefined || (method !== 'GET' && method !== 'HEAD' && method !== 'TRACE')) return draft;
  diagnostics.push(openApiCatalogue.report('DM1221', requestBody.span, { what: `The body of ${key}`, reason: `HTTP gives the body of a ${method} no meaning.` }));
  return omit(draft, 'requestBody');
}

import { camelCase } from '../../base/names.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Flow } from '../../ir/behavior.ts';
import { showType } from '../../spec/cel/celTypes.ts';
import { asText, valueOf } from '../../spec/source.ts';
import { describeAttribute, describeEntity, describeRelation, shortened } from '../describe.ts';
import { entityNamed, machinesAt, type Place } from '../devmatrix/place.ts';
import { describeEndpoint, endpointLine } from './describeEndpoint.ts';
import { describeNode } from './describeNode.ts';

/** What is to be said of a name at the place where it is declared: the key `name` of the map at a path. */
export function describeDeclared(name: string, place: Place): string | undefined {
  const parts = place.levels.slice(1).map(({ part }) => part);
  if (place.reading.dialect === 'openapi') return declaredInOpenApi(name, parts, place);
  const [section, owner, part] = parts;
  if (parts.length === 1) return declaredAtTop(String(section), name, place);
  const entity = section === 'entities' && parts.length === 3 ? entityNamed(place, String(owner)) : undefined;
  const attribute = part === 'attributes' ? entity?.attributes.find((candidate) => candidate.name === name) : undefined;
  if (entity !== undefined && attribute !== undefined) return `**${entity.name}.${name}**: ${describeAttribute(attribute)}${attribute.schema.description === undefined ? '' : `\n\n${attribute.schema.description}`}\n\nColumn \`${entity.table}.${attribute.column}\``;
  const relation = part === 'relations' ? entity?.relations.find((candidate) => candidate.name === name) : undefined;
  if (entity !== undefined && relation !== undefined) return `**${entity.name}.${name}**: ${describeRelation(relation)}${relation.kind === 'belongsTo' ? `, by \`${relation.attribute}\`` : ''}`;
  if (section === 'stateMachines' && part === 'transitions') return describeTransition(name, place);
  return undefined;
}

/** What is to be said of a name that a value declares: a state of a machine, the name that a step binds. */
export function describeDeclaredValue(name: string, place: Place): string | undefined {
  const parts = place.levels.slice(1).map(({ part }) => part);
  if (parts[0] === 'stateMachines' && parts[2] === 'states') {
    const ways = machinesAt(place).flatMap(({ transitions }) => transitions).filter(({ from, to }) => from === name || to === name);
    return `**${name}**\n\n${shortened(ways.map(({ event, from, to }) => (from === name ? `- to ${to} by \`${event}\`` : `- from ${from} by \`${event}\``)))}`;
  }
  const step = parts.at(-1) === 'as' ? place.levels.at(-2)?.node : undefined;
  const type = step === undefined ? undefined : place.reading.steps.get(step)?.after.variables.get(name);
  return type === undefined ? undefined : `**${name}**: ${showType(type)}`;
}

function declaredAtTop(section: string, name: string, place: Place): string | undefined {
  const { application, root } = place;
  switch (section) {
    case 'entities': {
      const entity = entityNamed(place, name);
      return entity === undefined || application === undefined ? undefined : describeWithEndpoints(entity.name, application);
    }
    case 'flows': return describeFlow(application?.flows.find((flow) => flow.name === camelCase(name)), application);
    case 'stateMachines': {
      const machine = application?.stateMachines.find((candidate) => candidate.name === camelCase(name));
      return machine === undefined ? undefined : `**${name}** of ${machine.entity}, starts ${machine.initial}\n\n${shortened(machine.transitions.map(({ event, from, to, guard }) => `- \`${event}\`: ${from} → ${to}${guard === undefined ? '' : ', guarded'}`))}`;
    }
    case 'invariants': {
      const invariant = application?.invariants.find((candidate) => candidate.name === camelCase(name));
      const checked = invariant?.rule.kind === 'words' ? 'stated in words' : invariant?.rule.scope === 'row' ? 'checked on every write, in the database, too' : 'checked whenever the row or its parts are written';
      return invariant === undefined ? undefined : `**${name}** of ${invariant.entity}: ${checked}\n\n${invariant.message}`;
    }
    case 'events': return describeEvent(name, application);
    case 'types': return describeNode(name, valueOf(valueOf(root, 'types'), name));
    case 'endpoints': {
      const endpoint = endpointOf(name, application);
      return endpoint === undefined ? undefined : describeEndpoint(endpoint, application?.basePath ?? '');
    }
    default: return undefined;
  }
}

/** An entity with the endpoints that serve it. */
export function describeWithEndpoints(name: string, application: ApplicationIR): string {
  const entity = application.entities.find((candidate) => candidate.name === name);
  if (entity === undefined) return `**${name}**`;
  const endpoints = application.endpoints.filter(({ implementation }) => (implementation.kind === 'crud' || implementation.kind === 'link') && implementation.entity === name);
  return [describeEntity(entity, application.stateMachines), ...(endpoints.length === 0 ? ['No endpoints.'] : [shortened(endpoints.map(endpointLine))])].join('\n\n');
}

/** The endpoint of a route as it is written: `POST /orders/{id}/pay`. */
export function endpointOf(route: string, application: ApplicationIR | undefined): Endpoint | undefined {
  const key = route.trim().replace(/^(\w+)\s+/, (_, method: string) => `${method.toUpperCase()} `).replace(/(.)\/+$/, '$1');
  return application?.endpoints.find((endpoint) => endpoint.key === key);
}

/** A flow as Markdown: what starts it, what it takes and gives. */
export function describeFlow(flow: Flow | undefined, application: ApplicationIR | undefined): string | undefined {
  if (flow === undefined) return undefined;
  const { trigger } = flow;
  const endpoint = trigger.kind === 'http' ? application?.endpoints.find(({ key }) => key === trigger.endpoint) : undefined;
  const started = trigger.kind === 'event' ? `Started by the event \`${trigger.event}\`.` : trigger.kind === 'schedule' ? `Started by the clock: \`${trigger.cron}\` UTC.` : 'Called by other flows.';
  const inputs = flow.inputs.map(({ name, type, source }) => `- \`input.${name}\`: ${showType(type)}, ${source}`);
  return [
    `**${flow.name}**, ${flow.steps.length} ${flow.steps.length === 1 ? 'step' : 'steps'}${flow.result === undefined ? '' : `, returns ${showType(flow.result)}`}`, ...(flow.description === undefined ? [] : [flow.description]),
    endpoint === undefined ? started : describeEndpoint(endpoint, application?.basePath ?? ''), ...(inputs.length === 0 ? [] : [shortened(inputs)]),
  ].join('\n\n');
}

/** An event as Markdown: what it carries, who emits and who hears it. */
export function describeEvent(name: string, application: ApplicationIR | undefined): string | undefined {
  const event = application?.events.find((candidate) => candidate.name === name);
  if (event === undefined) return undefined;
  const heard = (application?.flows ?? []).filter(({ trigger }) => trigger.kind === 'event' && trigger.event === name).map((flow) => flow.name);
  return [`**${name}**`, shortened(event.payload.map((field) => `- \`${field.name}\`: ${showType(field.type)}`)), heard.length === 0 ? 'No flow is started by it.' : `Starts ${heard.join(', ')}.`].join('\n\n');
}

function describeTransition(event: string, place: Place): string | undefined {
  const ways = machinesAt(place).flatMap(({ transitions }) => transitions).filter((transition) => transition.event === event);
  if (ways.length === 0) return undefined;
  const made = place.application?.flows.find(({ synthesizedFrom }) => synthesizedFrom?.endsWith(event) === true);
  const endpoint = made?.trigger.kind === 'http' ? `\n\nExposed as \`${made.trigger.endpoint}\`` : '';
  return `**${event}**\n\n${shortened(ways.map(({ from, to, guard }) => `- ${from} → ${to}${guard === undefined ? '' : ', guarded'}`))}${endpoint}`;
}

function declaredInOpenApi(name: string, parts: readonly unknown[], { application, levels, root }: Place): string | undefined {
  const last = levels.at(-1);
  const node = valueOf(last?.node, name);
  if (parts[0] === 'paths' && parts.length === 1) {
    const lines = (application?.endpoints ?? []).filter(({ path }) => path === name).map(endpointLine);
    return lines.length === 0 ? undefined : `**${name}**\n\n${shortened(lines)}`;
  }
  if (parts[0] === 'paths' && parts.length === 2) {
    const endpoint = endpointOf(`${name} ${String(parts[1])}`, application);
    return endpoint === undefined ? undefined : describeEndpoint(endpoint, application?.basePath ?? '');
  }
  if (parts[0] === 'components' && parts.length === 2) {
    const inferred = parts[1] === 'schemas' && application !== undefined ? entityOfSchema(name, application) : undefined;
    return [describeNode(name, node ?? valueOf(root, name)), ...(inferred === undefined || application === undefined ? [] : [`Entity ${describeWithEndpoints(inferred, application)}`])].join('\n\n---\n\n');
  }
  return parts.at(-1) === 'properties' ? describeNode(name, node) : asText(valueOf(node, 'description'));
}

/** The entity whose rows a component schema is. */
function entityOfSchema(name: string, application: ApplicationIR): string | undefined {
  return application.entities.find((entity) => entity.name.toLowerCase() === name.toLowerCase())?.name;
}

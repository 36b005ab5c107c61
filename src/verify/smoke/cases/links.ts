import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, LinkImplementation } from '../../../ir/endpoint.ts';
import type { Call, Caller } from '../../../semantics/types.ts';
import { asAdmin } from '../otherCallers.ts';
import { entityNamed, primaryKey, type Scene } from '../scenes.ts';
import { plainCall, type Suite, walkList } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkInput } from './input.ts';
import { otherCallers } from './readOne.ts';

export type LinkEndpoint = Endpoint & { readonly implementation: LinkImplementation };

/** The endpoints that link rows, by relation. */
export function linkGroups(application: ApplicationIR): readonly (readonly LinkEndpoint[])[] {
  const groups = new Map<string, LinkEndpoint[]>();
  for (const endpoint of application.endpoints) {
    if (endpoint.implementation.kind !== 'link') continue;
    const name = `${endpoint.implementation.entity}.${endpoint.implementation.relation}`;
    groups.set(name, [...(groups.get(name) ?? []), endpoint as LinkEndpoint]);
  }
  return [...groups.values()];
}

/** The endpoints of one many-to-many relation: add twice, list, remove twice. */
export async function checkRelation(suite: Suite, endpoints: readonly LinkEndpoint[]): Promise<void> {
  const [first] = endpoints;
  if (first === undefined) return;
  const { entity, relation } = first.implementation;
  const target = entityNamed(suite.application, entity).relations.find((candidate) => candidate.name === relation)?.target ?? entity;
  const [source, one, two] = [await suite.scenes.fresh(entity), await suite.scenes.fresh(target), await suite.scenes.fresh(target)];
  if ('skipped' in source || 'skipped' in one || 'skipped' in two) {
    for (const endpoint of endpoints) suite.session.recorder.skip(endpoint.key, 'all checks', [source, one, two].flatMap((scene) => ('skipped' in scene ? [scene.skipped] : [])).join('; '));
    return;
  }
  const call = (action: LinkImplementation['action'], to: Scene): Call | undefined => linkCall(suite, endpoints.find((endpoint) => endpoint.implementation.action === action), source, to);
  const [list, add, addSecond, remove] = [call('list', one), call('add', one), call('add', two), call('remove', one)];
  const checkListed = async (check: string, operation: string): Promise<void> => {
    if (list !== undefined) await walkList(suite, check, list, operation);
  };
  for (const each of [list, add, remove]) if (each !== undefined) await refusedFirst(suite, each);
  if (add !== undefined && addSecond !== undefined) {
    for (const each of [add, list, remove]) if (each !== undefined) suite.session.dispatch.fence(each.endpoint);
    await checkListed('refused additions leave nothing', add.endpoint);
    await suite.session.call('adds', add);
    await suite.session.call('adds again', add);
    await checkListed('added once', add.endpoint);
    await suite.session.call('adds another', addSecond);
  }
  await checkListed('lists both', list?.endpoint ?? first.key);
  await checkLinkPaging(suite, endpoints, list);
  if (list !== undefined) await suite.session.batch(otherCallers(suite, list).map(([check, caller]) => ({ check, call: { ...list, caller } })));
  if (remove !== undefined) {
    await suite.session.call('removes', remove);
    await checkListed('removed one only', remove.endpoint);
    await suite.session.call('removes again', remove);
    await checkListed('removing twice changes nothing', remove.endpoint);
  }
}

async function refusedFirst(suite: Suite, call: Call): Promise<void> {
  await checkAccess(suite, call);
  await checkInput(suite, call);
}

async function checkLinkPaging(suite: Suite, endpoints: readonly LinkEndpoint[], list: Call | undefined): Promise<void> {
  const paging = endpoints.find((endpoint) => endpoint.key === list?.endpoint)?.implementation.list?.paging;
  if (list === undefined || paging === undefined || paging.kind === 'none' || paging.limit === undefined) return;
  await walkList(suite, 'pages of one', { ...list, query: { [paging.limit]: '1' } });
}

/** The call on the link between two rows, by somebody who may touch both. */
function linkCall(suite: Suite, endpoint: LinkEndpoint | undefined, source: Scene, target: Scene): Call | undefined {
  if (endpoint === undefined) return undefined;
  const { key, target: targetKey } = endpoint.implementation;
  const sourceRow = suite.scenes.values(source);
  const targetRow = suite.scenes.values(target);
  if (sourceRow === undefined || targetRow === undefined) return undefined;
  const path: Record<string, Json> = { [key.parameter]: sourceRow[key.attribute] ?? null };
  if (targetKey !== undefined) path[targetKey.parameter] = targetRow[targetKey.attribute] ?? targetRow[primaryKey(suite.application, target.entity)] ?? null;
  return plainCall(suite, endpoint, linkCaller(suite, endpoint, source.caller, target.caller), path);
}

function linkCaller(suite: Suite, endpoint: Endpoint, source: Caller, target: Caller): Caller {
  const needed = endpoint.access.kind === 'public' ? [] : (endpoint.access.alternatives[0] ?? []).flatMap((use) => use.scopes);
  const both: Caller = { subject: source.subject, scopes: [...new Set([...source.scopes, ...target.scopes, ...needed])] };
  // Two owned rows of different owners: only the admin may link them.
  return source.subject === target.subject ? both : (asAdmin(both, suite.application) ?? both);
}

import type { Access, Endpoint, Implementation } from '../../ir/endpoint.ts';

/** An endpoint as Markdown: its route, answers, who may call it, and what is generated for it. */
export function describeEndpoint(endpoint: Endpoint, basePath: string): string {
  const { method, path, summary, description, responses, access, implementation, inferred } = endpoint;
  return [
    `\`${method} ${basePath}${path}\`${summary === undefined ? '' : ` ${summary}`}`,
    ...(description === undefined || (summary !== undefined && description.replace(/\.$/, '') === summary) ? [] : [description]),
    `Answers ${responses.map(({ status, description: words }) => (words === '' ? String(status) : `${status} ${words.replace(/\s+/g, ' ').slice(0, 60)}`)).join(' · ')}`,
    describeAccess(access),
    `Generated: ${describeImplementation(implementation)}`,
    ...(inferred === undefined ? [] : [`*Inferred:* ${inferred}`]),
  ].join('\n\n');
}

/** An endpoint on a line of its own. */
export function endpointLine({ method, path, access, implementation }: Endpoint): string {
  const open = access.kind === 'public' ? ', public' : '';
  return `- \`${method} ${path}\` ${implementation.kind === 'crud' ? implementation.action : implementation.kind === 'flow' ? `flow ${implementation.flow}` : implementation.kind === 'link' ? `${implementation.action} ${implementation.relation}` : 'in words'}${open}`;
}

function describeAccess(access: Access): string {
  if (access.kind === 'public') return 'Callers: everybody';
  const ways = access.alternatives.map((uses) => uses.map(({ scheme, scopes }) => (scopes.length === 0 ? scheme : `${scheme} with ${scopes.join(', ')}`)).join(' and '));
  return `Callers: ${ways.join(', or ') || 'nobody'}`;
}

function describeImplementation(implementation: Implementation): string {
  switch (implementation.kind) {
    case 'crud': return `${implementation.action} of ${implementation.entity}${listNotes(implementation.list)}`;
    case 'link': return `${implementation.action} of the links ${implementation.entity}.${implementation.relation}`;
    case 'flow': return `the flow ${implementation.flow}`;
    case 'words': return `nothing but the validated route, which answers 501 without a language model: ${implementation.reason}`;
  }
}

function listNotes(list: Extract<Implementation, { kind: 'crud' }>['list']): string {
  if (list === undefined) return '';
  const filters = list.filters.length === 0 ? '' : `; filters ${list.filters.map(({ parameter }) => parameter).join(', ')}`;
  const sort = list.sort === undefined ? '' : `; sort by ${list.sort.attributes.join(', ')}`;
  return `${filters}${sort}`;
}

import type { Endpoint } from './endpoint.ts';

/** Statuses that the app answers before an operation runs. */
const transportStatuses: ReadonlySet<number> = new Set([401, 405, 406, 413, 415, 429]);

/** With which statuses code for words may refuse where the spec declares none of its own. */
const usualRefusals = { GET: [404, 422], others: [404, 409, 422] } as const;

/**
 * The statuses with which code may refuse that was written for an operation, or for a step or guard of it: those that the spec declares.
 * Where it says that the operation is not implemented yet (501), or declares no refusal, the usual ones of the contract come with them.
 */
export function refusalsOf({ method, responses }: Pick<Endpoint, 'method' | 'responses'>): readonly number[] {
  const declared = responses.map(({ status }) => status).filter((status) => status >= 400 && status < 500 && !transportStatuses.has(status));
  const isOpen = declared.length === 0 || responses.some(({ status }) => status === 501);
  const usual = isOpen ? usualRefusals[method === 'GET' ? 'GET' : 'others'] : [];
  return [...new Set([...declared, ...usual])].sort((a, b) => a - b);
}

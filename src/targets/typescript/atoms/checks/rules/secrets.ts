import { excerpt, finding, type Check } from '../check.ts';

/** Keys as their makers spell them, private keys, signed tokens, and addresses with a password. */
const spelled = [
  /^sk-[\w-]{16,}$/, /^sk_(?:live|test)_\w{10,}$/, /^(?:AKIA|ASIA)[A-Z\d]{16}$/, /^gh[pousr]_\w{20,}$/, /^xox[abprs]-[\w-]{10,}$/, /^AIza[\w-]{30,}$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/, /^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/, /^[a-z]+:\/\/[^/\s:@]+:[^/\s:@]+@/i,
];
const named = /^(?:api_?key|secret|secret_?key|client_?secret|password|passwd|private_?key|access_?token|auth_?token|bearer_?token|jwt_?secret)$/i;

/** Texts that look like secrets, by their spelling or by the name that they are given. */
export const checkSecrets: Check = (candidate) => candidate.nodes.flatMap(({ node, around }) => {
  if (node.kind !== 'literal' || typeof node.value !== 'string') return [];
  const { value } = node;
  const isSpelled = spelled.some((pattern) => pattern.test(value));
  if (!isSpelled && !(isPasswordLike(value) && isGivenSecretName(node, around))) return [];
  return [finding(candidate, 'security', 'DM5044', { found: `"${excerpt(value, 12)}"` }, node.start)];
});

/** One word of some length with a digit or a sign in it. */
function isPasswordLike(value: string): boolean {
  return value.length >= 8 && !/\s/.test(value) && /[\d!@#$%^&*]/.test(value);
}

function isGivenSecretName(node: unknown, around: Parameters<Check>[0]['nodes'][number]['around']): boolean {
  const parent = around.at(-1);
  if (parent?.kind === 'variables') return parent.declarations.some(({ init, pattern }) => init === node && pattern.kind === 'name' && named.test(pattern.name));
  if (parent?.kind === 'object') return parent.entries.some((entry) => entry.kind === 'property' && entry.value === node && typeof entry.key.name === 'string' && named.test(entry.key.name));
  if (parent?.kind === 'binary' && /^[!=]==?$/.test(parent.operator)) return [parent.left, parent.right].some((side) => (side.kind === 'identifier' || side.kind === 'member') && named.test(side.name));
  return false;
}

import type { CallNode, Expression } from '../../../../../ast/syntax.ts';
import { appCall, isTransaction, transactionNames } from '../calls.ts';
import { namesOf } from '../names.ts';
import { excerpt, finding, type Check } from '../check.ts';

const writing: Readonly<Record<string, string>> = { insert: 'insert', update: 'update', delete: 'remove' };
const writingSql = /^\s*(?:with\b[^]*\b)?(?:insert\s+into|update\s+[^]*?\sset|delete\s+from|truncate|drop|alter|create|grant|lock\s+table|commit|rollback|begin|savepoint|set\s+(?:session|transaction|local|role))\b/i;

/** Writes past repositories, writes of what may only read, and transactions of its own. */
export const checkWrites: Check = (candidate, { application, atom }) => {
  const transactions = transactionNames(candidate);
  const access = atom.task.contract.access;
  const { values } = namesOf(application);
  return candidate.nodes.flatMap(({ node }) => {
    if (node.kind === 'taggedTemplate' && node.tag.kind === 'identifier' && node.tag.name === 'sql' && writingSql.test(node.template.texts.join('?'))) {
      return [finding(candidate, 'conventions', 'DM5056', { found: excerpt(candidate.textOf(node), 50), instead: 'the functions of the repository' }, node.start)];
    }
    if (node.kind !== 'call') return [];
    const direct = directMethod(node, transactions);
    if (direct === 'transaction') return [finding(candidate, 'conventions', 'DM5058', { found: excerpt(candidate.textOf(node.callee), 40) }, node.start)];
    if (direct !== undefined && Object.hasOwn(writing, direct)) {
      const table = tableOf(node.args[0]);
      const repository = [...values.values()].find(({ kind, name }) => kind === 'repository' && table !== undefined && table.toLowerCase().startsWith(name.replace(/Repository$/, '').toLowerCase().slice(0, -1)));
      return [finding(candidate, 'conventions', 'DM5056', { found: excerpt(candidate.textOf(node), 50), instead: `${repository?.name ?? 'the repository'}.${writing[direct] ?? direct}` }, node.start)];
    }
    const call = appCall(node, application);
    return call?.isWrite === true && access !== 'write' ? [finding(candidate, 'conventions', 'DM5057', { found: call.text, name: atom.name }, node.start)] : [];
  });
};

/** The method when the call is made on the transaction itself. */
function directMethod({ callee }: CallNode, transactions: ReadonlySet<string>): string | undefined {
  return callee.kind === 'member' && isTransaction(callee.object, transactions) ? callee.name : undefined;
}

function tableOf(argument: Expression | undefined): string | undefined {
  return argument?.kind === 'identifier' ? argument.name : undefined;
}

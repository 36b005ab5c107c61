import type { Candidate } from '../candidate.ts';
import { finding, type Check } from '../check.ts';
import { forbiddenGlobals } from '../forbiddenGlobals.ts';

/** What bytes are made and measured with. `allocUnsafe`, pools and views on them show what others left in memory. */
const harmlessOfBuffer: ReadonlySet<string> = new Set(['from', 'concat', 'byteLength', 'isBuffer']);

/** Uses of the process, of files, the network, timers and the console by their globals. */
export const checkGlobals: Check = (candidate) => {
  const used = [...candidate.names.values].filter((name) => forbiddenGlobals.has(name) && name !== 'eval' && name !== 'Function' && name !== 'Buffer');
  const found = used.map((name) => ({ name, at: candidate.nodes.find(({ node }) => node.kind === 'identifier' && node.name === name)?.node.start }));
  return [...found, ...harmfulBuffers(candidate)].map(({ name, at }) => finding(candidate, 'security', 'DM5040', { found: name, instead: forbiddenGlobals.get(name) ?? '' }, at));
};

/** The first use of `Buffer` as anything but one of its harmless functions, or of the memory that lies behind bytes. */
function harmfulBuffers({ names, nodes, pieces, text }: Candidate): readonly { readonly name: string; readonly at: number | undefined }[] {
  if (!names.values.has('Buffer')) return [];
  const uses = nodes.filter(({ node }) => node.kind === 'identifier' && node.name === 'Buffer');
  const taken = pieces.find(({ kind, start }) => kind === 'BindingElement' && /^(?:buffer|(["'])buffer\1)\s*[,:}=]/.test(text.slice(start, start + 40)));
  const harmful = nodes.find(({ node, around }) => {
    if (node.kind === 'member') return node.name === 'buffer';
    if (node.kind === 'index') return node.index.kind === 'literal' && node.index.value === 'buffer';
    if (node.kind !== 'identifier' || node.name !== 'Buffer') return false;
    const parent = around.at(-1);
    return parent?.kind !== 'member' || parent.object !== node || !harmlessOfBuffer.has(parent.name);
  });
  if (harmful === undefined && taken === undefined && uses.length > 0) return [];
  return [{ name: 'Buffer', at: harmful?.node.start ?? taken?.start }];
}

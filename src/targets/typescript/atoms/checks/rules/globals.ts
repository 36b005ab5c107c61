import { finding, type Check } from '../check.ts';
import { forbiddenGlobals } from '../forbiddenGlobals.ts';

/** Uses of the process, of files, the network, timers and the console by their globals. */
export const checkGlobals: Check = (candidate) => {
  const used = [...candidate.names.values].filter((name) => forbiddenGlobals.has(name) && name !== 'eval' && name !== 'Function');
  return used.map((name) => {
    const at = candidate.nodes.find(({ node }) => node.kind === 'identifier' && node.name === name)?.node.start;
    return finding(candidate, 'security', 'DM5040', { found: name, instead: forbiddenGlobals.get(name) ?? '' }, at);
  });
};

import { applyEdits, findNodeAtOffset, getNodePath, getNodeValue, modify, type Node, parseTree } from 'jsonc-parser';
import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';

const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } } as const;

/** Gives the expected value to the place in a JSON file that it has in the expected one, and takes away what is nowhere expected. */
export function* jsonCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const wanted = request.expected === undefined ? undefined : nodeAt(expected.read(request.expected.file), request.expected.start);
  const path = request.expected?.file ?? request.actual?.file ?? request.at.file;
  const text = actual.read(path);
  if (text === undefined) return;
  if (wanted !== undefined) yield changed(path, text, getNodePath(wanted), getNodeValue(wanted));
  else if (request.expected === undefined && request.actual !== undefined) {
    const extra = nodeAt(text, request.actual.start);
    if (extra !== undefined) yield changed(path, text, getNodePath(extra), undefined);
  }
}

/** The value at an offset, or the value of the property whose name stands there. */
function nodeAt(text: string | undefined, offset: number): Node | undefined {
  const root = text === undefined ? undefined : parseTree(text);
  const node = root === undefined ? undefined : findNodeAtOffset(root, offset, true);
  if (node?.type === 'property') return node.children?.[1];
  return node?.parent?.type === 'property' && node.parent.children?.[0] === node ? node.parent.children[1] : node;
}

function changed(path: string, text: string, place: ReturnType<typeof getNodePath>, value: unknown): RepairCandidate {
  return { files: new Map([[path, applyEdits(text, modify(text, place, value, options))]]) };
}

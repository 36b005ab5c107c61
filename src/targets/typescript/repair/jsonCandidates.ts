import { applyEdits, findNodeAtLocation, findNodeAtOffset, getNodePath, getNodeValue, type JSONPath, modify, type Node, parseTree } from 'jsonc-parser';
import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';

const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } } as const;

/** Gives the expected value to the place in a JSON file that it has in the expected one, and takes away what is nowhere expected. */
export function* jsonCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const path = request.expected?.file ?? request.actual?.file ?? request.at.file;
  const text = actual.read(path);
  if (text === undefined) return;
  if (request.expected === undefined) {
    const extra = request.actual === undefined ? undefined : nodeAt(parseTree(text), request.actual.start);
    if (extra !== undefined) yield changed(path, text, getNodePath(extra), undefined);
    return;
  }
  const root = parseTree(expected.read(path) ?? '');
  const wanted = nodeAt(root, request.expected.start);
  if (root === undefined || wanted === undefined) return;
  const place = missingPart(parseTree(text), getNodePath(wanted));
  const value = findNodeAtLocation(root, place);
  if (value !== undefined) yield changed(path, text, place, getNodeValue(value));
}

/** The value at an offset, or the value of the property whose name stands there. */
function nodeAt(root: Node | undefined, offset: number): Node | undefined {
  const node = root === undefined ? undefined : findNodeAtOffset(root, offset, true);
  if (node?.type === 'property') return node.children?.[1];
  return node?.parent?.type === 'property' && node.parent.children?.[0] === node ? node.parent.children[1] : node;
}

/** The way as far as it can be gone, and one step further; the whole way when all of it is there. */
function missingPart(root: Node | undefined, path: JSONPath): JSONPath {
  for (let length = 1; length < path.length; length += 1) {
    if (root === undefined || findNodeAtLocation(root, path.slice(0, length)) === undefined) return path.slice(0, length);
  }
  return path;
}

function changed(path: string, text: string, place: JSONPath, value: unknown): RepairCandidate {
  return { files: new Map([[path, applyEdits(text, modify(text, place, value, options))]]) };
}

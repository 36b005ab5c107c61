import { snakeCase } from '../../base/names.ts';
import type { Failure } from '../../ir/behavior.ts';
import { asNumber, asString, asText, valueOf, type SourceNode } from '../source.ts';

/** Reads `otherwise: { status, code, message }`, or a message alone; what is not given is taken from `standard`. */
export function readFailure(node: SourceNode | undefined, standard: Failure): Failure {
  if (node === undefined) return standard;
  const message = asString(node);
  if (message !== undefined) return { ...standard, message };
  const status = asNumber(valueOf(node, 'status')) ?? standard.status;
  // A status out of range is reported with the shape of the spec.
  if (status < 400 || status > 499 || !Number.isInteger(status)) return standard;
  const codeNode = valueOf(node, 'code');
  const code = asText(codeNode);
  return { status, code: code === undefined ? standard.code : snakeCase(code) || standard.code, message: asText(valueOf(node, 'message')) ?? standard.message };
}

import { snakeCase } from '../../base/names.ts';
import type { Failure } from '../../ir/behavior.ts';
import { asNumber, asString, asText, valueOf, type SourceNode } from '../source.ts';
import type { Context } from './context.ts';

/** Reads `otherwise: { status, code, message }`, or a message alone; what is not given is taken from `standard`. */
export function readFailure(node: SourceNode | undefined, standard: Failure, context: Context): Failure {
  if (node === undefined) return standard;
  const message = asString(node);
  if (message !== undefined) return { ...standard, message };
  const statusNode = valueOf(node, 'status');
  const status = asNumber(statusNode) ?? standard.status;
  if (statusNode !== undefined && (status < 400 || status > 499 || !Number.isInteger(status))) {
    context.report('DM1162', statusNode.span, { problem: `${asText(statusNode) ?? ''} is not a status from 400 to 499.` });
    return standard;
  }
  const codeNode = valueOf(node, 'code');
  const code = asText(codeNode);
  return { status, code: code === undefined ? standard.code : snakeCase(code) || standard.code, message: asText(valueOf(node, 'message')) ?? standard.message };
}

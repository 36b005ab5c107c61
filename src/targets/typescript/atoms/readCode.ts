import { codeNamesOf } from '../../../ast/codeNames.ts';
import type { CodeReader } from '../code/writtenCode.ts';

/** Reads code by the compiler: in a file of its own, so that generating an app without written code loads no compiler. */
export const readCode: CodeReader = (text) => codeNamesOf(text);

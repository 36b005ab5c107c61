import type { ApplicationIR } from '../ir/application.ts';
import { parseSpec, type ParsedSpec } from '../spec/parseSpec.ts';
import type { SpecRequest } from './types.ts';

/** A spec that was read once; all questions about it are answered from here. It stays on the side that opened it. */
export interface SpecDocument {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParsedSpec;
  readonly application: ApplicationIR | undefined;
  /** The text of another file of the spec. */
  read(path: string): string | undefined;
}

/** Reads a spec for an editor: broken text is read as far as it can be. Never throws. */
export function openSpec(request: SpecRequest): SpecDocument {
  const text = request.read(request.path) ?? '';
  const read = (path: string) => (path === request.path ? text : request.read(path));
  const parsed = parseSpec({ main: request.path, read });
  return { path: request.path, text, parsed, application: parsed.value, read };
}

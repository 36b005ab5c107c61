import { readSource } from '../spec/readSource.ts';
import type { SourceNode } from '../spec/source.ts';

export type { SourceNode } from '../spec/source.ts';

/** The tree of a YAML or JSON text with the places of its parts; undefined when nothing of it can be read. */
export function sourceTree(file: string, text: string): SourceNode | undefined {
  return readSource(file, text).value;
}

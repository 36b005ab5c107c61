import type { Gap } from '../../../compliance/gap.ts';
import { type CodeFinding, type SpecChange, specChange } from '../../../language/specChange.ts';
import type { OpenedSpec } from './openedSpec.ts';

const attributes = new Set(['DM4003', 'DM4103']);
const columns = new Set(['DM4004', 'DM4104']);
const nullabilities = new Set(['DM4006', 'DM4106', 'DM4209']);
const defaults = new Set(['DM4007', 'DM4107', 'DM4210']);
const constraints = new Set(['DM4014', 'DM4114', 'DM4301', 'DM4302', 'DM4303']);

/** What changing the spec instead of the code would do; undefined where that makes no sense. */
export function specChangeOf(gap: Gap, spec: OpenedSpec): SpecChange | undefined {
  const about = subjectOf(gap.code);
  const root = about === undefined ? undefined : spec.treeOf(gap.spec.file);
  if (about === undefined || root === undefined) return undefined;
  const { key, kind, found } = gap;
  // What other places of the code still have is to go there, too: those gaps are told then.
  return specChange(root, { about, key, kind: kind === 'partial' ? 'missing' : kind, spec: gap.spec, found });
}

function subjectOf(code: string): CodeFinding['about'] | undefined {
  if (attributes.has(code)) return 'attribute';
  if (columns.has(code)) return 'column';
  if (nullabilities.has(code)) return 'nullable';
  if (defaults.has(code)) return 'default';
  if (constraints.has(code)) return 'constraint';
  return code === 'DM4201' ? 'endpoint' : undefined;
}

import type { TextEdit } from '../../src/base/textEdit.ts';
import type { App } from './app.ts';

/** A gap that a defect has to give: exactly one unless `many`. */
export interface ExpectedGap {
  /** The IR nodes that it may be told of: whole keys, or patterns of keys. */
  readonly keys: readonly (string | RegExp)[];
  readonly code: RegExp;
  /** Where it may be shown; any file when it is not said. */
  readonly files?: readonly string[];
  /** As many as there are uses of what was broken. */
  readonly many?: true;
}

/** One way to change an app at one place. */
export interface Place {
  /** The file and offset that tell places apart. */
  readonly file: string;
  readonly start: number;
  readonly edits: readonly TextEdit[];
  /** Whole files: new ones, and undefined for those that go. */
  readonly files?: ReadonlyMap<string, string | undefined>;
  readonly expected?: readonly ExpectedGap[];
  /** Gaps that may come along and need not. */
  readonly implied?: readonly ExpectedGap[];
}

export interface Operator {
  /** `orm.column.deleted`. */
  readonly name: string;
  readonly kind: 'defect' | 'benign';
  places(app: App): readonly Place[];
}

/** Places of a defect or of a benign change, each at its first edit. */
export function placeOf(edits: readonly TextEdit[], more: Partial<Omit<Place, 'edits'>> = {}): Place {
  const [first] = edits;
  const [file] = more.files?.keys() ?? [];
  return { file: first?.file ?? file ?? '', start: first?.start ?? 0, edits, ...more };
}

export function defect(name: string, places: Operator['places']): Operator {
  return { name, kind: 'defect', places };
}

export function benign(name: string, places: Operator['places']): Operator {
  return { name, kind: 'benign', places };
}

import type { Span } from '../../base/span.ts';
import type { CompletionKind } from '../types.ts';

/** A name that exists, with what is to be said about it and where it is declared. */
export interface Candidate {
  /** What a person sees, when that is not the name. */
  readonly label?: string;
  readonly name: string;
  /** The value that the name stands for, when that is no text. */
  readonly value?: number | boolean;
  readonly kind: CompletionKind;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly target?: Span;
}

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type { TextEdit } from '../base/textEdit.ts';

/** What opening a spec needs; `read` gives the text of a file, undefined when there is none. Editors give their unsaved text. */
export interface SpecRequest {
  readonly path: string;
  read(path: string): string | undefined;
}

/** A diagnostic as plain data: its fixes are asked for with `fixesAt`. */
export type SpecDiagnostic = Omit<Diagnostic, 'fixes'>;

/** The repairs of one diagnostic. */
export interface FixOffer {
  readonly diagnosticCode: string;
  /** That of the diagnostic; with the code it says which one. */
  readonly span: Span;
  readonly fixes: readonly { readonly id: string; readonly label: string; readonly edits: readonly TextEdit[] }[];
  /** Id of the fix that is right without looking; undefined when a person has to choose. */
  readonly preferred?: string;
}

export type CompletionKind =
  | 'key' | 'value' | 'type' | 'entity' | 'attribute' | 'relation' | 'machine' | 'state' | 'transition' | 'flow' | 'event' | 'scope'
  | 'variable' | 'function' | 'reference' | 'snippet';

/** One thing that can be inserted. A list of them stands in the order in which it should be shown. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words behind the label: a type, where it comes from. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly insertText: string;
  /** `snippet`: `insertText` has `$1`, `${1:name}`, `$0` in the syntax of VS Code. Line breaks are `\n`, indented relative to the line. */
  readonly format: 'plain' | 'snippet';
  /** What what was typed is compared with, when that is not the label. */
  readonly filterText?: string;
  /** The text that is replaced, within one line; it holds the offset that was asked for. */
  readonly replace: Span;
  /** Whether the next thing should be offered right after the insertion: the value of a key. */
  readonly thenSuggest: boolean;
}

export interface Hover {
  readonly markdown: string;
  /** What the hover is about. */
  readonly span: Span;
}

/** Where a name is declared; several places for an event that several flows emit. */
export interface Definition {
  /** The name that was asked about. */
  readonly origin: Span;
  /** At least one; each is the declared name, possibly in another file. */
  readonly targets: readonly Span[];
}

export type SymbolKind =
  | 'section' | 'entity' | 'attribute' | 'relation' | 'machine' | 'state' | 'transition' | 'invariant' | 'flow' | 'step' | 'event'
  | 'path' | 'endpoint' | 'schema' | 'property' | 'component' | 'type' | 'scope';

export interface SpecSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  /** The whole of it; holds the spans of the children. */
  readonly span: Span;
  /** Its name; lies within `span`. */
  readonly selection: Span;
  readonly children: readonly SpecSymbol[];
}

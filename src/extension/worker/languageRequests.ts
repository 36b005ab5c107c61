import type { Severity } from '../../base/diagnostic.ts';
import type { Completion, SymbolKind } from '../../language/types.ts';

/** A place in a text as the editor counts: lines and UTF-16 columns start at 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** A range in a file, by its whole path. */
export interface Place {
  readonly path: string;
  readonly range: TextRange;
}

export interface FoundProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
}

/** What is wrong with a spec, and which other files were read to know it. */
export interface CheckResult {
  readonly problems: readonly FoundProblem[];
  readonly alsoRead: readonly string[];
}

export interface PlacedEdit {
  readonly place: Place;
  readonly text: string;
}

/** The repairs of one problem. */
export interface OfferedFixes {
  readonly code: string;
  readonly range: TextRange;
  readonly fixes: readonly { readonly label: string; readonly isPreferred: boolean; readonly edits: readonly PlacedEdit[] }[];
}

export type OfferedCompletion = Omit<Completion, 'replace'> & { readonly replace: TextRange };

export interface OfferedHover {
  readonly markdown: string;
  readonly range: TextRange;
}

export interface FoundDefinition {
  readonly origin: TextRange;
  readonly targets: readonly Place[];
}

export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly OutlineSymbol[];
}

/** Something that a spec states in words only. */
export interface FoundWords {
  readonly words: string;
  readonly range: TextRange;
}

/** A document as the worker knows it, and a place in it. */
export interface DocumentPlace {
  readonly path: string;
  readonly offset: number;
}

interface Question<Params, Result> {
  readonly params: Params;
  readonly result: Result;
  readonly progress: never;
}

/** What is asked while a person writes a spec. Texts are sent before the first question about them. */
export interface LanguageRequests {
  /** Tells the text of an open document, saved or not. */
  readonly openText: Question<{ readonly path: string; readonly text: string }, undefined>;
  /** The document is closed: what is on disk counts again. */
  readonly closeText: Question<{ readonly path: string }, undefined>;
  readonly check: Question<{ readonly path: string }, CheckResult>;
  readonly fixes: Question<{ readonly path: string; readonly start: number; readonly end: number }, readonly OfferedFixes[]>;
  readonly complete: Question<DocumentPlace, readonly OfferedCompletion[]>;
  readonly hover: Question<DocumentPlace, OfferedHover | undefined>;
  readonly define: Question<DocumentPlace, FoundDefinition | undefined>;
  readonly outline: Question<{ readonly path: string }, readonly OutlineSymbol[]>;
  /** Where the document itself states something in words only, in the order of the text. */
  readonly words: Question<{ readonly path: string }, readonly FoundWords[]>;
}

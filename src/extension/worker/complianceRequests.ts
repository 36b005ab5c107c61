import type { Severity } from '../../base/diagnostic.ts';
import type { Counts, GapKind, NodeState } from '../../compliance/gap.ts';
import type { StatedWords } from '../../pipeline/wordStates.ts';
import type { Place, PlacedEdit, TextRange } from './languageRequests.ts';

/** A spec with its app, by whole paths. */
export interface AppKey {
  readonly spec: string;
  readonly app: string;
}

/** A gap as the editor shows it. */
export interface ShownGap {
  /** Names the gap as long as it is there, whatever else changes. */
  readonly id: string;
  readonly code: string;
  readonly kind: GapKind;
  readonly severity: Severity;
  readonly key: string;
  readonly message: string;
  /** Where it is shown: at the code, or at the spec when the file does not exist. */
  readonly place: Place;
  readonly isShownAtSpec: boolean;
  readonly spec: Place;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
  /** What changing the spec instead would do, for people; undefined where it makes no sense. */
  readonly specChange: string | undefined;
}

/** `specHasErrors`: what is told is about the last spec that had none; without one there is no report. */
export interface CheckedApp {
  readonly title: string;
  readonly specHasErrors: boolean;
  /** Whole paths of the files that the spec consists of. */
  readonly specFiles: readonly string[];
  readonly report: AppReport | undefined;
}

export interface AppReport {
  /** 0 to 1. */
  readonly strict: number;
  readonly relaxed: number;
  readonly expected: Counts;
  readonly implemented: Counts;
  /** How many there are; `gaps` are as many as an editor shows, the most severe first. */
  readonly gapCount: number;
  readonly gaps: readonly ShownGap[];
  /** What the spec states in words only, and whether the app has it: no gap tells of that. */
  readonly stated: readonly Pick<StatedWords, 'words' | 'state'>[];
  /** Files that do not parse now, with their paths. */
  readonly unreadable: readonly string[];
  readonly checkMs: number;
}

/** An entry of the compliance view. */
export interface TreeEntry {
  /** Unique in the tree of an app. */
  readonly id: string;
  readonly kind: 'section' | 'machine' | 'gap' | NodeState['kind'];
  readonly label: string;
  readonly detail: string;
  /** `missing`: the code has nothing of it. */
  readonly state: 'met' | 'gaps' | 'missing';
  /** Gaps of it and of everything below it. */
  readonly gaps: number;
  readonly severity: Severity | undefined;
  /** The gap that it stands for. */
  readonly gap: string | undefined;
  /** The node of the spec that it stands for. */
  readonly node: string | undefined;
  readonly children: readonly TreeEntry[];
}

/** What the code has of a part of the spec, shown above its line. */
export interface SpecLens {
  readonly range: TextRange;
  readonly label: string;
  readonly gaps: number;
  /** Gaps with their ids, to show them. */
  readonly gapIds: readonly string[];
  /** How much of it is stated in words and is not written, or not as the words are now. */
  readonly open: number;
  /** Where the code has it; undefined when it does not. */
  readonly code: Place | undefined;
  /** Operations and machines that a verification exercises. */
  readonly operations: readonly string[];
}

/** A file to make, or edits of one that is there. */
export interface AppEdits {
  readonly edits: readonly PlacedEdit[];
  readonly newFiles: readonly { readonly path: string; readonly text: string }[];
}

/** `gone`: the gap is not there any more. */
export type OfferedRepair =
  | { readonly kind: 'edits'; readonly changes: AppEdits }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'gone' };

export interface WholeRepair {
  readonly changes: AppEdits;
  /** The whole files as they would be. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly rounds: number;
  readonly fixed: readonly string[];
  readonly remaining: number;
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
}

export interface FoundPlace {
  /** The IR node. */
  readonly key: string;
  readonly label: string;
  readonly place: Place;
}

/** A text of a document that may differ from its file; undefined when the file counts again. */
export interface OpenedText {
  readonly path: string;
  readonly text: string | undefined;
}

interface Question<Params, Result> {
  readonly params: Params;
  readonly result: Result;
  readonly progress: never;
}

/** What is asked about generated apps while people edit them. Texts are told before the first question that depends on them. */
export interface ComplianceRequests {
  /** Tells the texts of open documents, and which files and folders have changed on disk. */
  readonly noteChanges: Question<{ readonly texts: readonly OpenedText[]; readonly files: readonly string[] }, undefined>;
  /** Tells files and folders of an app that change on disk, until it is cancelled. */
  readonly watchApp: { readonly params: AppKey; readonly result: undefined; readonly progress: { readonly files: readonly string[] } };
  /** Compares an app with its spec as both are now; `look: all` reads its whole folder again. */
  readonly checkApp: Question<AppKey & { readonly look: 'changes' | 'all' }, CheckedApp>;
  /** The app is not shown any more: what is known of it can be forgotten. */
  readonly forgetApp: Question<AppKey, undefined>;
  readonly repairGap: Question<AppKey & { readonly gap: string }, OfferedRepair>;
  /** All repairs of a file that concern nothing but that file. */
  readonly repairFile: Question<AppKey & { readonly path: string }, WholeRepair>;
  readonly repairApp: Question<AppKey, WholeRepair>;
  /** The edits of the spec after which the gap is none. */
  readonly changeSpec: Question<AppKey & { readonly gap: string }, OfferedRepair>;
  /** Undefined when it is as it was at `known`. */
  readonly complianceTree: Question<AppKey & { readonly known: number; readonly only: 'gaps' | 'all' }, { readonly revision: number; readonly entries: readonly TreeEntry[] | undefined }>;
  readonly specLenses: Question<AppKey & { readonly path: string }, readonly SpecLens[]>;
  /** What the spec says about a place of the code. */
  readonly specOf: Question<AppKey & { readonly path: string; readonly offset: number }, FoundPlace | undefined>;
  /** Where the code implements what stands at a place of the spec. */
  readonly codeOf: Question<AppKey & { readonly path: string; readonly offset: number }, { readonly label: string; readonly places: readonly FoundPlace[] } | undefined>;
  /** Both places of a node of the spec. */
  readonly placesOf: Question<AppKey & { readonly node: string }, { readonly spec: Place; readonly code: Place | undefined } | undefined>;
}

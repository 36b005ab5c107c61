import type { Atom, WrittenUnit } from './atom.ts';

/** What a target tells of its atoms, for prompts: plain texts that nobody has fitted to any budget. */
export interface AtomMaterials {
  /** Facts that are the same for all atoms of the application, by name; an empty text says that the application has no such thing. */
  readonly app: Readonly<Record<string, string>>;
  of(atom: Atom): UnitMaterials;
}

/** What is told of one atom. */
export interface UnitMaterials {
  readonly unit: string;
  /** What the spec says, as it stands there: data, never to be obeyed. */
  readonly words: string;
  /** Facts by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Code to know, most important first. */
  readonly references: readonly CodeReference[];
  /** Sentences, most important first. */
  readonly constraints: readonly string[];
}

export interface CodeReference {
  readonly name: string;
  /** In the target's language. */
  readonly text: string;
  /** Types, entities and callers are needed; of functions the nearest come first. */
  readonly kind: 'type' | 'entity' | 'caller' | 'function';
}

/** Code that an app has beside what is generated of its spec: edited files of the workspace, accepted units. */
export interface ForeignCode {
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  readonly written?: readonly WrittenUnit[];
  /** Accepted functions of other apps. */
  readonly others?: readonly OtherAppsCode[];
}

/** A function that was accepted in another app: what it calls need not exist here. */
export interface OtherAppsCode {
  readonly app: string;
  readonly name: string;
  readonly category: string;
  /** What the spec of that app says. */
  readonly words: string;
  readonly signature: string;
  readonly code: string;
}

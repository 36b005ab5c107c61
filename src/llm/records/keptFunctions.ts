/** A function that a model wrote for some app and all validators accepted: kept on this machine, so that prompts for other apps can show it. */
export interface KeptFunction {
  /** A digest of its code without names of its own and white space: the same code is kept once. */
  readonly key: string;
  /** Name of the app that it was written for. */
  readonly app: string;
  readonly name: string;
  /** `flow`, `guard`, `invariant`, `endpoint`. */
  readonly category: string;
  /** What the spec of that app says. */
  readonly words: string;
  readonly signature: string;
  /** The declaration and its helpers. */
  readonly code: string;
  /** Names of types that its signature uses. */
  readonly types: readonly string[];
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

/** Accepted functions of all apps of this person. They never leave the machine but in prompts of whoever has them shown. */
export interface KeptFunctionRepository {
  /** Keeps them, each key once; beyond the bound those go that were kept longest ago. */
  keep(functions: readonly KeptFunction[], bounds: { readonly maxEntries: number }): Promise<void>;
  /** Those of other apps than the named one, the latest first. */
  others(app: string, limit: number): Promise<readonly KeptFunction[]>;
  /** Forgets all; gives how many there were. */
  clear(): Promise<number>;
}

/** What one side of a channel can ask of the other: name -> what is sent, what comes back, what is told on the way. Plain data only. */
export type Calls<C> = { readonly [N in keyof C]: { readonly params: unknown; readonly result: unknown; readonly progress: unknown } };

/** From who asks to who answers. `id` is the asker's own. */
export type Ask<C extends Calls<C>> =
  | { [N in keyof C]: { readonly kind: 'request'; readonly id: number; readonly name: N; readonly params: C[N]['params'] } }[keyof C]
  | { readonly kind: 'cancel'; readonly id: number };

/** From who answers to who asked. */
export type Reply =
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure };

/** Why a request has no result. `problem`: something outside of DevMatrix that a person can mend; `bug`: everything else. */
export interface Failure {
  readonly kind: 'cancelled' | 'problem' | 'bug';
  readonly message: string;
  readonly stack?: string;
}

/** A request that ended without a result. */
export class CallFailure extends Error {
  override readonly name: string = 'CallFailure';
  readonly kind: Failure['kind'];

  constructor({ kind, message, stack }: Failure) {
    super(message);
    this.kind = kind;
    if (stack !== undefined) this.stack = stack;
  }
}

/** Whatever was thrown as a failure that can be sent; what already is one keeps its kind. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  return { kind: error instanceof CallFailure ? error.kind : 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

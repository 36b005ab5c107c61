/** One operation more in a transaction, and where its result goes. */
interface Operation<Context, Subject> {
  readonly subject: Subject;
  run(context: Context): Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Runs the work in one transaction; `subjects` are what its operations are about, in their order, so that what they need can be read at once. */
type Transact<Context, Subject> = (work: (context: Context) => Promise<void>, subjects: readonly Subject[]) => Promise<void>;

const maxOperations = 256;

/**
 * Lets operations that come while a transaction is gathered or under way share one, so that a hundred calls that end together wait for the disk
 * once. Each operation sees what those before it did. When one of them fails, they are done one by one, and only that one fails.
 */
export class GroupCommit<Context, Subject = undefined> {
  readonly #transact: Transact<Context, Subject>;
  readonly #gather: () => Promise<void>;
  #waiting: Operation<Context, Subject>[] = [];
  #working: Promise<void> | undefined;

  /** `gather` is waited for before a transaction begins, unless enough wait for it already. */
  constructor(transact: Transact<Context, Subject>, gather: () => Promise<void> = () => Promise.resolve()) {
    this.#transact = transact;
    this.#gather = gather;
  }

  /** The operation's result, once its transaction is committed. It may be run more than once, each time in a new transaction. */
  submit<T>(subject: Subject, operation: (context: Context) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        subject,
        run: async (context) => { result = await operation(context); },
        resolve: () => { resolve(result); },
        reject,
      });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < maxOperations) await this.#gather();
      const group = this.#waiting.splice(0, maxOperations);
      if (!await this.#commit(group)) for (const operation of group) await this.#commitAlone(operation);
    }
    this.#working = undefined;
  }

  /** Whether the whole group was committed; a group of one is told at once how it ended. */
  async #commit(group: readonly Operation<Context, Subject>[]): Promise<boolean> {
    const [only] = group;
    if (only !== undefined && group.length === 1) {
      await this.#commitAlone(only);
      return true;
    }
    try {
      await this.#transact(async (context) => {
        for (const operation of group) await operation.run(context);
      }, group.map(({ subject }) => subject));
    } catch {
      return false;
    }
    for (const operation of group) operation.resolve();
    return true;
  }

  async #commitAlone(operation: Operation<Context, Subject>): Promise<void> {
    try {
      await this.#transact((context) => operation.run(context), [operation.subject]);
      operation.resolve();
    } catch (error) {
      operation.reject(error);
    }
  }
}

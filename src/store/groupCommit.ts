/** One operation more in a transaction, and where its result goes. */
interface Operation<Context> {
  run(context: Context): Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

const maxOperations = 256;

/**
 * Lets operations that come while a transaction is gathered or under way share one, so that a hundred calls that end together wait for the disk
 * once. Each operation sees what those before it did. When one of them fails, they are done one by one, and only that one fails.
 */
export class GroupCommit<Context> {
  readonly #transact: (work: (context: Context) => Promise<void>) => Promise<void>;
  readonly #gather: () => Promise<void>;
  #waiting: Operation<Context>[] = [];
  #working: Promise<void> | undefined;

  /** `gather` is waited for before a transaction begins, unless enough wait for it already. */
  constructor(transact: (work: (context: Context) => Promise<void>) => Promise<void>, gather: () => Promise<void> = () => Promise.resolve()) {
    this.#transact = transact;
    this.#gather = gather;
  }

  /** The operation's result, once its transaction is committed. It may be run more than once, each time in a new transaction. */
  submit<T>(operation: (context: Context) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: T;
      this.#waiting.push({
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
  async #commit(group: readonly Operation<Context>[]): Promise<boolean> {
    const [only] = group;
    if (only !== undefined && group.length === 1) {
      await this.#commitAlone(only);
      return true;
    }
    try {
      await this.#transact(async (context) => {
        for (const operation of group) await operation.run(context);
      });
    } catch {
      return false;
    }
    for (const operation of group) operation.resolve();
    return true;
  }

  async #commitAlone(operation: Operation<Context>): Promise<void> {
    try {
      await this.#transact((context) => operation.run(context));
      operation.resolve();
    } catch (error) {
      operation.reject(error);
    }
  }
}

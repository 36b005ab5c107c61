import { helpText } from './help.ts';
import { type ExitCode, UsageError } from './terminal.ts';

type Command = (args: readonly string[], signal: AbortSignal) => Promise<ExitCode>;

/** Each command's code is loaded when it is called for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  generate: async () => (await import('./generateCommand.ts')).generateCommand,
  plan: async () => (await import('./planCommand.ts')).planCommand,
  prompt: async () => (await import('./promptCommand.ts')).promptCommand,
  discover: async () => (await import('./discoverCommand.ts')).discoverCommand,
  ask: async () => (await import('./askCommand.ts')).askCommand,
  conversations: async () => (await import('./conversationsCommand.ts')).conversationsCommand,
  verify: async () => (await import('./verifyCommand.ts')).verifyCommand,
  check: async () => (await import('./checkCommand.ts')).checkCommand,
  repair: async () => (await import('./repairCommand.ts')).repairCommand,
  models: async () => (await import('./modelsCommand.ts')).modelsCommand,
  bench: async () => (await import('./benchCommand.ts')).benchCommand,
  costs: async () => (await import('./costsCommand.ts')).costsCommand,
  budget: async () => (await import('./budgetCommand.ts')).budgetCommand,
};

/** Runs one command line; gives the exit code: 0 all holds, 1 a failure was found, 2 bad usage or a bad spec. */
export async function main(argv: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const [name = 'help', ...rest] = argv;
  if (['help', '--help', '-h'].includes(name)) {
    process.stdout.write(helpText);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`There is no command "${name}".`);
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(helpText);
      return 0;
    }
    return await (await command())(rest, signal);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nRun "devmatrix help" to see what can be said.\n`);
      return 2;
    }
    if (signal.aborted) {
      process.stderr.write('Cancelled.\n');
      return 1;
    }
    throw error;
  }
}

import { statSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './terminal.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses options and exactly one positional, the spec; throws a UsageError in plain words. */
export function parseSpecArguments<const O extends Options>(
  args: readonly string[], options: O,
): { readonly spec: string; readonly values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>['values'] } {
  const parsed = parseCommandLine(args, options);
  const [spec, ...more] = parsed.positionals;
  if (spec === undefined) throw new UsageError('Which spec? Give the path of an OpenAPI or DevMatrix YAML file.');
  if (more.length > 0) throw new UsageError(`One spec at a time, please: ${more.join(' ')} is too much.`);
  const found = statSync(spec, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no file ${spec}.`);
  if (found.isDirectory()) throw new UsageError(`${spec} is a folder. Name the spec file in it.`);
  return { spec, values: parsed.values };
}

/** Parses options of a command that takes nothing else; throws a UsageError in plain words. */
export function parseOptions<const O extends Options>(args: readonly string[], options: O): ReturnType<typeof parseCommandLine<O>>['values'] {
  const { values, positionals: [extra] } = parseCommandLine(args, options);
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much: this command takes options only.`);
  return values;
}

/** Parses options and positionals; throws a UsageError in plain words. */
export function parseCommandLine<const O extends Options>(args: readonly string[], options: O): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

import { UsageError } from './terminal.ts';

/** What a person wrote as an amount, such as `5` or `$2.50`, in millionths of a US dollar. Throws a UsageError for anything else. */
export function microUsdOf(text: string): number {
  if (!/^\$?\d{1,9}(\.\d{1,6})?$/.test(text)) throw new UsageError(`${text} is no amount of US dollars. Write it like 5 or 2.50.`);
  return Math.round(Number(text.replace('$', '')) * 1e6);
}

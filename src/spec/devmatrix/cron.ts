const fields = [
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of week', low: 0, high: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

/** Why a text is no five-field cron expression; undefined when it is one. */
export function cronProblem(cron: string): string | undefined {
  const parts = cron.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== 5) return `it has ${parts.length} field${parts.length === 1 ? '' : 's'}`;
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? '').split(',')) {
      if (!isItem(item, field)) return `"${item}" is no ${field.name} from ${field.low} to ${field.high}`;
    }
  }
  return undefined;
}

function isItem(item: string, field: (typeof fields)[number]): boolean {
  const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
  if (match === null) return false;
  const [, from, to, step] = match;
  if (step !== undefined && Number(step) < 1) return false;
  const low = from === undefined ? field.low : valueIn(from, field);
  const high = to === undefined ? low : valueIn(to, field);
  return low !== undefined && high !== undefined && low >= field.low && high <= field.high && low <= high;
}

function valueIn(text: string, field: (typeof fields)[number]): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const words: readonly string[] = field.words;
  const index = words.indexOf(text.toLowerCase());
  return index === -1 ? undefined : index + (field.name === 'month' ? 1 : 0);
}

import type { AtomCase } from '../../ir/atom.ts';

const mostOfValue = 240;

/** What an example gives, in words behind what went wrong: its rows, its arguments and who calls. */
export function inWords({ rows, arguments: values, now, caller }: AtomCase): string {
  const parts = [
    ...rows.map((row) => `${row.name} is ${row.entity} ${shown(row.values)}`),
    ...Object.entries(values).map(([name, value]) => `${name} is ${shown(value)}`),
    ...(now === undefined ? [] : [`the instant is ${now}`]),
    ...(caller === undefined ? [] : [caller === null ? 'nobody is logged in' : `${caller.subject} calls`]),
  ];
  return parts.length === 0 ? '' : ` Given: ${parts.join('; ')}.`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= mostOfValue ? text : `${text.slice(0, mostOfValue)}...`;
}

import { type Code, level } from './code.ts';
import type { ExpressionScope } from './scope.ts';

const units = { d: 'days', h: 'hours', m: 'minutes', s: 'seconds', ms: undefined } as const;

/** A literal duration like `1h30m` as `hours(1) + minutes(30)`, in milliseconds; undefined when it is none. */
export function durationCode(text: string, scope: ExpressionScope): Omit<Code, 'type'> | undefined {
  if (!/^-?(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)].map(([, amount = '0', unit = 'ms']) => {
    const name = units[unit as keyof typeof units];
    const number = String(Number(amount));
    return name === undefined ? number : `${scope.file.use(`helper:${name}`)}(${number})`;
  });
  const sum = parts.join(' + ');
  if (text.startsWith('-')) return { text: parts.length === 1 ? `-${sum}` : `-(${sum})`, level: level.unary, absent: 'never' };
  return { text: sum, level: parts.length === 1 ? level.member : level.additive, absent: 'never' };
}

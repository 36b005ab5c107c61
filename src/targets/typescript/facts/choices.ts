import type { Value } from '../../facts/value.ts';

/** Is it true or false, whatever the values in it are? */
export function isBoolean(value: Value): boolean {
  if (value.kind === 'literal') return typeof value.value === 'boolean';
  if (value.kind === 'call') return !value.construct && value.callee.kind === 'member' && /^(?:includes|has|some|every)$/.test(value.callee.name);
  if (value.kind !== 'operation') return false;
  return value.operator === '&&' || value.operator === '||' ? value.operands.every(isBoolean) : /^(?:[!=]==?|<=?|!)$/.test(value.operator);
}

/** The functions of the app's runtime that make a mistake to be thrown. */
const madeProblem = /^app#(?:failure|notFound|conflict|unprocessable|preconditionFailed|illegalTransition|notImplemented|badRequest|unsupportedMediaType)$/;

/** Is the value surely as good as true, or as false? Undefined where that is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'literal': return Boolean(value.value);
    case 'regex':
    case 'object':
    case 'array':
    case 'function': return true;
    case 'symbol': return value.id.startsWith('app#') ? true : undefined;
    case 'member': return value.object.kind === 'symbol' && value.object.id.startsWith('app#') && /(?:Repository|Service)$/.test(value.object.id) ? true : undefined;
    case 'call': return value.construct || madeProblem.test(value.callee.key) ? true : undefined;
    case 'index':
    case 'template':
    case 'operation':
    case 'conditional':
    case 'spread':
    case 'opaque': return undefined;
  }
}

/** Are all that the choice leads to surely as good as true or as false? */
export function isDecided(value: Value): boolean {
  return value.kind === 'conditional' ? isDecided(value.then) && isDecided(value.else) : truthOf(value) !== undefined;
}

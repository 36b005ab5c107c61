import { camelCase } from '../../../../base/names.ts';
import type { SymbolTable } from '../../code/tsFile.ts';

/** A parameter of a signature. */
interface Parameter {
  readonly name: string;
  readonly type: string;
}

/** The parameters of an atom's function after the context. */
function parametersOf(signature: string): readonly Parameter[] {
  const start = signature.indexOf('(');
  const list = signature.slice(start + 1, closingAt(signature, start));
  return fieldsOf(list, ',').slice(1);
}

/** The arguments of a case as a model fills them in: objects with their keys, rows by name, the type where a value stands. */
export function argumentsShape(signature: string, symbols: SymbolTable): string {
  const parameters = parametersOf(signature);
  return parameters.length === 0 ? '{}' : `{ ${parameters.map(({ name, type }) => `"${name}": ${shapeOf(type, symbols)}`).join(', ')} }`;
}

function shapeOf(type: string, symbols: SymbolTable): string {
  const text = type.trim();
  if (text.startsWith('{') && closingAt(text, 0) === text.length - 1) {
    return `{ ${fieldsOf(text.slice(1, -1), ';').map((field) => `"${field.name.replace(/^"|"$/g, '')}": ${shapeOf(field.type, symbols)}`).join(', ')} }`;
  }
  const [, row = '', list] = /^(\w+?)(\[\])?(?: \| null)?$/.exec(text) ?? [];
  const entity = symbols.named(row).find(({ key }) => key.startsWith('row:'))?.key.slice('row:'.length);
  if (entity === undefined) return `<${text}>`;
  const reference = `{ "$row": "${camelCase(entity)}" }`;
  return list === undefined ? reference : `[${reference}]`;
}

function fieldsOf(list: string, separator: ',' | ';'): readonly Parameter[] {
  return splitAt(list, separator).flatMap((part) => {
    const field = part.trim().replace(/^readonly /, '');
    const colon = field.indexOf(':');
    return colon < 0 ? [] : [{ name: field.slice(0, colon).replace('?', '').trim(), type: field.slice(colon + 1).trim() }];
  });
}

/** Parts of a text between separators that stand in no brackets. */
function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if ('({[<'.includes(sign)) depth += 1;
    else if (')}]>'.includes(sign)) depth -= 1;
    else if (sign === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function closingAt(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if ('({['.includes(text.charAt(at))) depth += 1;
    else if (')}]'.includes(text.charAt(at))) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

import type { ExpressionType } from '../../../ir/expression.ts';
import type { TsFile } from '../code/tsFile.ts';
import { propertyKey } from '../expressions/code.ts';

/** The TypeScript type of values of an expression's type, rows as drizzle gives them. */
export function typeText(type: ExpressionType, file: Pick<TsFile, 'use'>): string {
  const text = bareTypeText(type, file);
  return type.nullable && text !== 'unknown' && text !== 'null' ? `${text} | null` : text;
}

function bareTypeText(type: ExpressionType, file: Pick<TsFile, 'use'>): string {
  switch (type.kind) {
    case 'string':
    case 'decimal':
    case 'date':
      return 'string';
    case 'int':
    case 'double':
    case 'duration':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'timestamp':
      return 'Date';
    case 'json':
      return 'unknown';
    case 'null':
      return 'null';
    case 'entity':
      return file.use(`row:${type.entity}`);
    case 'list': {
      const items = typeText(type.items, file);
      return / [|&] /.test(items) ? `(${items})[]` : `${items}[]`;
    }
    case 'record':
      return type.fields.length === 0 ? 'Record<string, never>' : `{ ${type.fields.map((field) => `${propertyKey(field.name)}: ${typeText(field.type, file)}`).join('; ')} }`;
  }
}

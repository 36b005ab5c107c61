import type { Json } from './json.ts';
import { textMemo } from './textMemo.ts';

const width = 80;

/** The value as the formatter of generated apps would lay it out: objects one property a line, lists on one line where they fit. */
export function formatJson(value: Json): string {
  const parts: string[] = [];
  write(value, '', 0, 0, parts);
  parts.push('\n');
  return parts.join('');
}

/** `before` is the width of what stands before the value on its line, `after` of what must stand behind it. */
function write(value: Json, indent: string, before: number, after: number, parts: string[]): void {
  if (value === null || typeof value !== 'object') parts.push(scalar(value));
  else if (isList(value)) writeList(value, indent, before, after, parts);
  else writeObject(value, indent, parts);
}

function writeObject(value: Readonly<Record<string, Json>>, indent: string, parts: string[]): void {
  const inner = `${indent}  `;
  let separator = '{\n';
  for (const key in value) {
    const item = value[key];
    if (item === undefined) continue;
    const label = `${inner}${quotedKey(key)}: `;
    parts.push(separator, label);
    // Only lists have to fit.
    if (item === null || typeof item !== 'object') parts.push(scalar(item));
    else if (isList(item)) writeList(item, inner, widthOf(label), 1, parts);
    else writeObject(item, inner, parts);
    separator = ',\n';
  }
  parts.push(separator === '{\n' ? '{}' : `\n${indent}}`);
}

function writeList(items: readonly Json[], indent: string, before: number, after: number, parts: string[]): void {
  const flat = flatList(items);
  if (flat !== undefined && before + widthOf(flat) + after <= width) {
    parts.push(flat);
    return;
  }
  const inner = `${indent}  `;
  if (items.every((item) => typeof item === 'number')) {
    parts.push('[', filled(items, inner), `\n${indent}]`);
    return;
  }
  let separator = '[\n';
  for (const [index, item] of items.entries()) {
    parts.push(separator, inner);
    write(item, inner, inner.length, index === items.length - 1 ? 0 : 1, parts);
    separator = ',\n';
  }
  parts.push(`\n${indent}]`);
}

/** The list on one line; undefined when something in it needs lines of its own. */
function flatList(items: readonly Json[]): string | undefined {
  const texts: string[] = [];
  const isTable = items.length > 1 && items.every((item) => Array.isArray(item) && item.length > 1);
  if (isTable) return undefined;
  for (const item of items) {
    const text = item === null || typeof item !== 'object' ? scalar(item) : isList(item) ? flatList(item) : Object.keys(item).length === 0 ? '{}' : undefined;
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return `[${texts.join(', ')}]`;
}

/** Numbers fill their lines. */
function filled(items: readonly number[], indent: string): string {
  let text = '';
  let column = width;
  for (const [index, item] of items.entries()) {
    const piece = `${scalar(item)}${index === items.length - 1 ? '' : ','}`;
    const fits = column + 1 + piece.length <= width;
    text += fits ? ` ${piece}` : `\n${indent}${piece}`;
    column = fits ? column + 1 + piece.length : indent.length + piece.length;
  }
  return text;
}

/** The same keys stand in document after document. */
const quotedKey = textMemo((key) => JSON.stringify(key));

/** Exponents have no plus sign. */
function scalar(value: null | boolean | number | string): string {
  return typeof value === 'number' ? JSON.stringify(value).replace('e+', 'e') : JSON.stringify(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Characters that may not be one column wide. */
const unusual = /[\u0300-\u{10ffff}]/u;

function widthOf(text: string): number {
  if (!unusual.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += /\p{Mn}|\p{Me}|\p{Cf}/u.test(character) ? 0 : isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return columns;
}

/** East Asian wide and full-width ranges and emoji (Unicode Standard Annex 11). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xa000, 0xa4cf], [0xa960, 0xa97c], [0xac00, 0xd7a3],
  [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6], [0x1f300, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1f9ff], [0x20000, 0x3fffd],
];

function isWide(codePoint: number): boolean {
  return wide.some(([from, to]) => codePoint >= from && codePoint <= to);
}

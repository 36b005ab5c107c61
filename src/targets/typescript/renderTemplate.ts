import type { Features } from './features.ts';

const marker = /^[^\S\n]*(?:\/\/|#|--)[^\S\n]*\{\{([#/])(\w+)\}\}[^\S\n]*$\n?/gm;
const placeholder = /\{\{(\w+)\}\}/g;

/** A rendered template; `changed` when a part was left out, so that the formatter has to see it. */
export interface Rendered {
  readonly text: string;
  readonly changed: boolean;
}

/**
 * The template with its placeholders filled. A part between comment lines `{{#feature}}` and `{{/feature}}` stays
 * when the application has the feature. Placeholders without a value stay: they belong to the file's own language.
 * Throws on an unknown feature and on an unclosed part: those are bugs of the template.
 */
export function renderTemplate(template: string, features: Features, values: Readonly<Record<string, string>>): Rendered {
  const fill = (text: string): string => (text.includes('{{') ? text.replace(placeholder, (whole, name: string) => values[name] ?? whole) : text);
  if (!template.includes('{{#')) return { text: fill(template), changed: false };
  const open: { readonly name: string; readonly kept: boolean }[] = [];
  let text = '';
  let start = 0;
  const keep = (end: number): void => {
    if (open.every(({ kept }) => kept)) text += template.slice(start, end);
  };
  for (const { 0: line, 1: sign, 2: name = '', index } of template.matchAll(marker)) {
    keep(index);
    start = index + line.length;
    if (sign === '#') open.push({ name, kept: feature(features, name) });
    else if (open.pop()?.name !== name) throw new Error(`The template part ${name} is closed but not open.`);
  }
  if (open.length > 0) throw new Error(`The template part ${String(open[0]?.name)} is not closed.`);
  keep(template.length);
  return { text: fill(text), changed: true };
}

function feature(features: Features, name: string): boolean {
  if (!Object.hasOwn(features, name)) throw new Error(`The template asks for an unknown feature: ${name}`);
  return features[name as keyof Features];
}

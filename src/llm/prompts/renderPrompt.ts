/** Values of a template's slots; a slot without a value is empty. */
export type Slots = Readonly<Record<string, string>>;

const block = /^\{\{#(\w+)\}\}\n([\s\S]*?)^\{\{\/\1\}\}(?:\n|$)/gm;

/**
 * The template with `{{name}}` replaced, in one pass: what stands in a value is never a slot. What stands between lines `{{#name}}` and
 * `{{/name}}` is there only when the slot has a value.
 */
export function renderPrompt(template: string, slots: Slots): string {
  const chosen = template.replace(block, (_whole, name: string, inner: string) => (valueOf(slots, name) === '' ? '' : inner));
  return chosen.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => valueOf(slots, name)).replace(/\n{3,}/g, '\n\n').trim();
}

/** Names of the slots and blocks of a template. */
export function slotsOf(template: string): ReadonlySet<string> {
  return new Set([...template.matchAll(/\{\{[#/]?(\w+)\}\}/g)].map(([, name = '']) => name));
}

function valueOf(slots: Slots, name: string): string {
  return Object.hasOwn(slots, name) ? slots[name] ?? '' : '';
}

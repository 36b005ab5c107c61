import { textMemo } from './textMemo.ts';

/** The words of an identifier in any usual style: `orderItem_id v2` gives `order`, `item`, `id`, `v2`, lower case. */
export const words = textMemo(wordsOf);

function wordsOf(name: string): readonly string[] {
  return /^[ -~]*$/.test(name) ? asciiWordsOf(name) : unicodeWordsOf(name);
}

/** The same as for any name, by expressions that are compiled in a tenth of the time. */
function asciiWordsOf(name: string): readonly string[] {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  );
}

function unicodeWordsOf(name: string): readonly string[] {
  return (
    name
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Whether a character is a letter or a digit of any script. */
export function isLetterOrDigit(character: string): boolean {
  return character <= '~' ? /[A-Za-z0-9]/.test(character) : /[\p{L}\p{N}]/u.test(character);
}

/** Whether a text can stand for a value in an expression: letters of any script, digits and `_`, not beginning with a digit. */
export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) || (!/^[ -~]*$/.test(text) && /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(text));
}

/** Whether a character can stand in such a name. */
export function isNameCharacter(character: string): boolean {
  return character <= '~' ? /\w/.test(character) : /\p{ID_Continue}/u.test(character);
}

/** `order item` as `orderItem`. */
export const camelCase = textMemo((name) => {
  const [first = '', ...rest] = words(name);
  return first + rest.map(capitalise).join('');
});

/** `order item` as `OrderItem`. */
export const pascalCase = textMemo((name) => words(name).map(capitalise).join(''));

/** `OrderItem` as `order_item`. */
export function snakeCase(name: string): string {
  return words(name).join('_');
}

/** `OrderItem` as `order-item`. */
export function kebabCase(name: string): string {
  return words(name).join('-');
}

/** `orderItem` as `Order item`. */
export function sentenceCase(name: string): string {
  return capitalise(words(name).join(' '));
}

/** `order` as `an order`, by spelling: a vowel takes "an", but not the sounds of `user`, `unit` and `one`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) && !/^(uni|us[aeu]|eu|one\b)/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The first sentence of a text, without its full stop; the whole text when it is one sentence. */
export function firstSentence(text: string): string {
  const [sentence = ''] = text.trim().split(/(?<=[.!?])\s|\n/, 1);
  return sentence.replace(/\.$/, '');
}

/** The word with its first letter in upper case. */
export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const irregular: Readonly<Record<string, string>> = {
  person: 'people', child: 'children', man: 'men', woman: 'women', mouse: 'mice', goose: 'geese',
  foot: 'feet', tooth: 'teeth', datum: 'data', medium: 'media', index: 'indices', leaf: 'leaves',
  life: 'lives', knife: 'knives', shelf: 'shelves', half: 'halves',
};
const uncountable = new Set(['equipment', 'information', 'series', 'species', 'news', 'staff', 'metadata', 'data', 'media', 'feedback', 'software', 'hardware', 'people', 'children']);

/** English plural of the last word of a name, its style kept: `OrderItem` gives `OrderItems`, `category` gives `categories`. */
export function plural(name: string): string {
  const match = /^(.*?)([A-Z]?[a-z0-9]*)$/s.exec(name);
  const head = match?.[1] ?? '';
  const last = match?.[2] ?? name;
  const lower = last.toLowerCase();
  if (lower === '' || uncountable.has(lower)) return name;
  const special = Object.hasOwn(irregular, lower) ? irregular[lower] : undefined;
  if (special !== undefined) return head + (last === lower ? special : capitalise(special));
  if (/[^aeiou]y$/.test(lower)) return head + last.slice(0, -1) + 'ies';
  if (/(s|x|z|ch|sh)$/.test(lower)) return `${head}${last}es`;
  return `${head}${last}s`;
}

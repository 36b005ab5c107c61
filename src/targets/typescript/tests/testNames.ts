import { camelCase, pascalCase, plural, words } from '../../../base/names.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';

/** Words that no variable may be called, and names that the test files use themselves. */
const taken = new Set(
  `abstract any arguments as async await boolean break by case catch class const constructor continue debugger declare default delete do else enum eval
  export extends false finally for from function get given global if implements import in input instanceof interface is let module namespace
  never new null number object of package private process protected public replaced reply require return row rows self set static string super
  switch symbol test this throw true try type typeof undefined unknown update using var void while with yield created other owner
  answer body app assert send someone admin stranger url etag`.split(/\s+/),
);

/** A variable for a row of the entity: `cartItem`, or `classRow` where the plain word is taken. */
export function rowName(entity: Entity): string {
  const name = camelCase(entity.name);
  return taken.has(name) ? `${name}Row` : name;
}

/** The name, or one like it that is neither reserved nor taken. */
export function freeName(name: string, used: ReadonlySet<string>): string {
  const base = taken.has(name) ? `${name}Row` : name;
  let free = base;
  for (let count = 2; used.has(free); count += 1) free = `${base}${count}`;
  return free;
}

/** The factory of an entity: `aProduct`, `anOrder`. */
export function factoryName(entity: Entity): string {
  return `${article(entity.name)}${pascalCase(entity.name)}`;
}

/** The function that gives a valid create request: `productInput`. */
export function inputName(entity: Entity): string {
  return `${camelCase(entity.name)}Input`;
}

/** The function that gives a valid replace request: `productReplacement`. */
export function replacementName(entity: Entity): string {
  return `${camelCase(entity.name)}Replacement`;
}

/** The function that gives a caller's only row: `customerOf`. */
export function onlyName(entity: Entity): string {
  return `${camelCase(entity.name)}Of`;
}

/** The constant that says how tests come to rows of an entity: `products`, or `newsRows` where that is the word for one. */
export function rowsName(entity: Entity): string {
  const many = camelCase(plural(entity.name));
  return many === camelCase(entity.name) || taken.has(many) ? `${camelCase(entity.name)}Rows` : many;
}

/** Name of the constant that says how a list endpoint is paged: `listProductsPaging`. */
export function listingName({ operationId }: Endpoint): string {
  return `${camelCase(operationId)}Paging`;
}

/** `cart items`. */
export function manyInWords(entity: Entity): string {
  return words(plural(entity.name)).join(' ');
}

/** `a cart item`. */
export function oneInWords(entity: Entity): string {
  const text = words(entity.name).join(' ');
  return `${article(text)} ${text}`;
}

/** `cart item`. */
export function bareWords(entity: Entity): string {
  return words(entity.name).join(' ');
}

function article(name: string): string {
  return /^(?:[aeio]|u(?!ni|se|r[aeiou]))/i.test(name) ? 'an' : 'a';
}

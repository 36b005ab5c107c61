import { camelCase, pascalCase } from '../../../base/names.ts';

/** Words that cannot name a variable, and globals that a name of the app must not hide. */
const reservedValues = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval export extends ' +
    'false finally for from function get if implements import in instanceof interface is let module namespace never new null number object of package ' +
    'private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unknown using var ' +
    'void while with yield globalThis process console fetch crypto structuredClone performance navigator'
  ).split(' '),
);

/** Names of parameters, variables and imports in generated files: a table must not share them. */
const localNames = new Set(
  (
    'app body caller changed check condition conditions context created current cursor date desc asc and or not eq ne gt gte lt lte like ilike exists count ' +
    'errors expected id index input items key keys limit link next numeric offset options order page parent patch query reply request result row rows ' +
    'sql subject sum table target text time timestamp total tx unique updated uuid value values version where data inArray isNull isNotNull integer jsonb'
  ).split(' '),
);

/** Types of the language and of the app's own runtime that a type of the spec must not hide. */
const reservedTypes = new Set(
  (
    'Array ArrayBuffer Boolean Buffer Date Error EvalError Exclude Extract Function Infinity Intl Iterable Iterator JSON Map Math NaN NonNullable Number ' +
    'Object Omit Parameters Partial Pick Promise PromiseLike Proxy Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Reflect RegExp Request Required ' +
    'Response ReturnType Set String Symbol TypeError URL Uint8Array WeakMap WeakSet Blob File FormData Headers Event EventTarget ' +
    'Answer App AppContext CallContext Caller Config Database DatabaseHandle EventHandler FieldError Problem SQL Schedule Transaction AnyPgColumn Any Never Unknown'
  ).split(' '),
);

/** A name that can stand for a variable: camelCase, never a keyword, a global or a name that generated code uses itself. */
export function valueName(name: string, suffix = 'Value'): string {
  const made = startSafely(camelCase(name));
  return reservedValues.has(made) || localNames.has(made) ? made + suffix : made;
}

/** A name that can stand for a type: PascalCase, never a type of the language or of the runtime. */
export function typeName(name: string, suffix = 'Model'): string {
  const made = startSafely(pascalCase(name));
  return reservedTypes.has(made) ? made + suffix : made;
}

/** The name as a key of an object literal or type. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return '["__proto__"]';
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** Access to a member: `row.price`, `row["first-name"]`. */
export function member(target: string, name: string): string {
  return isIdentifier(name) ? `${target}.${name}` : `${target}[${JSON.stringify(name)}]`;
}

/** The text as a string literal. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** The text as the content of a block comment on one or more lines, or nothing. */
export function docComment(text: string | undefined): string {
  const lines = commentText(text ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const [first] = lines;
  if (first === undefined) return '';
  return lines.length === 1 ? `/** ${first} */\n` : `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\n`;
}

/** The text without what would end the comment, and with plain spaces and line ends alone. */
function commentText(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(/[^\S\n ]|[\u200B\uFEFF\u180E]/g, ' ');
}

/** True for what can name a variable or stand after a dot. */
export function isIdentifier(name: string): boolean {
  return plainIdentifier.test(name) || (!isAscii(name) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
}

/** Nearly every name is plain: the expressions that know all scripts, which take long to compile, are then not needed. */
const plainIdentifier = /^[A-Za-z_$][\w$]*$/;

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function startSafely(name: string): string {
  return /^[A-Za-z_$]/.test(name) || (!isAscii(name) && /^[\p{ID_Start}$_]/u.test(name)) ? name : `_${name}`;
}

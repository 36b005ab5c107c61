/** A way to break an app: every match of `find` in the files is a place; `replace` makes the broken text. */
export interface MutationOperator {
  /** `stock.kept`: area and what goes wrong. */
  readonly name: string;
  /** The spec whose app has a place where it bites; without one the shop. */
  readonly spec?: string;
  readonly files: RegExp;
  readonly find: RegExp;
  readonly replace: string | ((match: RegExpExecArray) => string);
  /** What has to go with it, so that a second line of defence does not hide the bug. */
  readonly also?: { readonly files: RegExp; readonly find: RegExp; readonly replace: string };
}

const routes = /^src\/api\/routes\//;
const schemas = /^src\/models\/schemas\/(?!support)/;
const presenters = /^src\/models\/presenters\//;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;
const lists = /^src\/repositories\/lists\.ts$/;
const services = /^src\/services\//;
const workflows = /^src\/workflows\//;
const machines = /^src\/state-machines\/(?!machine\.ts)/;
const validators = /^src\/validators\//;
const migration = /^migrations\/0001/;

const more = (match: RegExpExecArray, by: number): string => match[0].replace(/-?\d+/, (number) => String(Number(number) + by));
const anyOf = (match: RegExpExecArray, from: string, to: string): string => match[0].replace(from, to);

/** Broken statuses, headers, media types, access. */
const http: readonly MutationOperator[] = [
  { name: 'status.created', files: routes, find: /status: 201|code\(201\)/g, replace: (match) => anyOf(match, '201', '200') },
  { name: 'status.noContent', files: routes, find: /code\(204\)/g, replace: 'code(200)' },
  { name: 'status.notFound', files: /^src\/http\/problem\.ts$/, find: /failure\(404,/g, replace: 'failure(410,' },
  { name: 'status.conflict', files: /^src\/http\/problem\.ts$/, find: /failure\(409,/g, replace: 'failure(422,' },
  { name: 'status.precondition', files: /^src\/http\/problem\.ts$/, find: /412,/g, replace: '409,' },
  { name: 'problem.mediaType', files: /^src\/http\//, find: /application\/problem\+json/g, replace: 'application/json' },
  { name: 'problem.codeLost', files: /^src\/http\/errorHandler\.ts$/, find: /\bcode: problem\.code|\bcode,/g, replace: 'code: "error",' },
  { name: 'auth.dropped', files: routes, find: /\n\s*onRequest: access\([\s\S]*?\]\),/g, replace: '' },
  { name: 'auth.scopeDropped', files: routes, find: /scopes: \[\s*"[^\]]+\]/g, replace: 'scopes: []' },
  { name: 'auth.forgedAccepted', files: /^src\/http\/auth\.ts$/, find: /await jwtVerify\([\s\S]*?\);/g, replace: (match) => match[0].replace(/await jwtVerify\(\s*(\w+)[\s\S]*/, '{ payload: JSON.parse(Buffer.from($1.split(".")[1] ?? "", "base64url").toString()) };') },
  { name: 'etag.missing', files: routes, find: /reply\.header\("etag", [^;]*;/g, replace: '' },
  { name: 'etag.notModified', files: routes, find: /notModified\([^)]*\)/g, replace: 'false' },
  { name: 'etag.ifMatchIgnored', files: routes, find: /expectedVersion\(\s*request\.headers\["if-match"\],?\s*\)/g, replace: 'undefined' },
  { name: 'etag.versionKept', files: repositories, find: /\n\s*rowVersion: sql`[^`]*`,/g, replace: '' },
  { name: 'location.missing', files: routes, find: /\n\s*location: `[^`]*`,/g, replace: '' },
  { name: 'idempotency.ignored', files: /^src\/http\/idempotency\.ts$/, find: /request\.headers\["idempotency-key"\]\?\.toString\(\)/g, replace: 'undefined' },
  { name: 'idempotency.bodyIgnored', files: /^src\/http\/idempotency\.ts$/, find: /JSON\.stringify\(\[request\.url, request\.body\]\)/g, replace: '"same"' },
  { name: 'idempotency.sharedByCallers', files: /^src\/http\/idempotency\.ts$/, find: /request\.caller\?\.subject \?\? ""/g, replace: '""' },
  { name: 'method.refusedAs404', files: /^src\/http\/methodNotAllowed\.ts$/, find: /status: 405/g, replace: 'status: 404' },
  { name: 'method.allowMissing', files: /^src\/http\/methodNotAllowed\.ts$/, find: /headers: \{ allow \}/g, replace: 'headers: {}' },
  { name: 'mediaType.anyAccepted', files: /^src\/http\/bodies\.ts$/, find: /hasBody\(request\) && !isAccepted\(request\)/g, replace: 'false' },
  { name: 'query.unknownAccepted', files: /^src\/models\/schemas\/support\.ts$/, find: /noQuery = z\.strictObject/g, replace: 'noQuery = z.object' },
];

/** Broken request and response bodies. */
const bodies: readonly MutationOperator[] = [
  { name: 'bound.minimum', files: schemas, find: /\.min\(\d+\)/g, replace: (match) => more(match, 1) },
  { name: 'bound.minimumLost', files: schemas, find: /\.min\(\d+\)/g, replace: '' },
  { name: 'bound.maximum', files: schemas, find: /\.max\(\d+\)/g, replace: (match) => more(match, 1) },
  { name: 'bound.exclusive', files: schemas, find: /exclusiveMinimum: -?\d+/g, replace: (match) => anyOf(match, 'exclusiveMinimum', 'minimum'), also: { files: migration, find: /> 0\)/g, replace: '>= 0)' } },
  { name: 'bound.scale', files: schemas, find: /scale: \d+/g, replace: (match) => more(match, 1) },
  { name: 'pattern.lost', files: schemas, find: /\.regex\(\/[^\n]*?\/u\)/g, replace: '', also: { files: migration, find: /\n[^\n]*__pattern"[^\n]*(?=,\n)/g, replace: '\n  constraint "mutated" check (true)' } },
  { name: 'format.lost', files: schemas, find: /z\.email\(\)|z\.guid\(\)/g, replace: 'z.string()' },
  { name: 'required.optional', files: schemas, find: /(?<=CreateSchema = z\.strictObject\(\{\n(?:[^}]*\n)?) {2}\w+: (?![^\n]*(?:optional|nullish|default))[^\n]*(?=,\n)/g, replace: (match) => `${match[0]}.optional()` },
  { name: 'optional.required', files: schemas, find: /\.nullish\(\)/g, replace: '' },
  { name: 'null.refused', files: schemas, find: /\.nullish\(\)/g, replace: '.optional()' },
  { name: 'default.changed', files: schemas, find: /\.default\((\d+|true|false)\)/g, replace: (match) => (/\d/.test(match[0]) ? more(match, 1) : match[0].includes('true') ? '.default(false)' : '.default(true)') },
  { name: 'body.extraAccepted', files: schemas, find: /z\.strictObject\(\{/g, replace: 'z.object({' },
  { name: 'body.massAssignment', files: schemas, find: /(Create|Update|Replace)Schema = z\.strictObject\(\{/g, replace: (match) => match[0].replace('z.strictObject', 'z.looseObject') },
  { name: 'response.fieldNull', files: presenters, find: /row\.(?!id\b)\w+(?=,\n)/g, replace: 'null as never' },
  { name: 'response.fieldMissing', files: presenters, find: /\n\s+\w+: row\.(?!id\b)\w+,/g, replace: '' },
  { name: 'response.timestampFormat', files: presenters, find: /\.toISOString\(\)/g, replace: '.toString()' },
];

/** Broken persistence, lists, references and ownership. */
const data: readonly MutationOperator[] = [
  { name: 'persistence.updateLost', files: repositories, find: /\.set\(\{\n\s*\.\.\.patch,/g, replace: '.set({' },
  { name: 'persistence.removeLost', files: repositories, find: /\n {2,}await context\.tx\.delete\(\w+\)\.where\(eq\(\w+\.\w+, row\.\w+\)\);/g, replace: '' },
  { name: 'persistence.valueLost', files: repositories, find: /\.values\(\{ \.\.\.values, createdAt/g, replace: '.values({ ...values, ...("description" in values ? { description: null } : {}), ...("read" in values ? { read: true } : {}), ...("quantity" in values ? { quantity: 7 } : {}), createdAt' },
  { name: 'persistence.linkLost', files: repositories, find: /\.values\(\{ (\w+): id, (\w+): targetId \}\)/g, replace: '.values({ $1: id, $2: id })' },
  { name: 'timestamps.updatedAtKept', files: repositories, find: /\.\.\.patch,\n\s*updatedAt: context\.now,/g, replace: '...patch,' },
  { name: 'put.keepsOld', files: services, find: /\n\s*\w+: body\.\w+ \?\? null,/g, replace: '' },
  { name: 'patch.loses', files: services, find: /(?<=Repository\.update\(context, row, )body(?=, version)/g, replace: '{}' },
  { name: 'read.missingAs200', files: services, find: /if \(row === undefined\) throw notFound\([^;]*;/g, replace: 'if (row === undefined) return {} as never;' },
  { name: 'reference.unchecked', files: services, find: /await checkReferences\(context, body\);/g, replace: '' },
  { name: 'reference.ofOthersAccepted', files: services, find: /(?<=checkReferences[\s\S]*)Repository\.findOwned\(context, body/g, replace: 'Repository.find(context, body' },
  { name: 'filter.ignored', files: repositories, find: /(?<=undefined\n?\s*\? undefined\n?\s*: )\w+\(\s*\w+\.\w+,\s*(?:\w+\()?query(?:\.\w+|\[[^\]]*\])\)?,?\s*\)/g, replace: 'undefined' },
  { name: 'filter.otherOperator', files: repositories, find: /: (?:gte|lte)\(/g, replace: (match) => (match[0].includes('gte') ? ': gt(' : ': lt(') },
  { name: 'sort.ignored', files: repositories, find: /sort: query\.sort,/g, replace: 'sort: undefined,' },
  { name: 'sort.direction', files: lists, find: /const direction = descending \? desc : asc;/g, replace: 'const direction = descending ? asc : desc;' },
  { name: 'paging.limitIgnored', files: repositories, find: /\.limit\(query\.limit \+ 1\);\n(\s*)return pageOf\(rows, query\.limit,/g, replace: '.limit(101);\n$1return pageOf(rows, 100,' },
  { name: 'paging.cursorIgnored', files: repositories, find: /afterCursor\(order, query\.cursor\)/g, replace: 'undefined' },
  { name: 'paging.repeatsLast', files: lists, find: /const laterKey = beyond\(/g, replace: 'const laterKey = atLeast(' },
  { name: 'paging.endNotSeen', files: lists, find: /rows\.length <= limit/g, replace: 'rows.length < limit' },
  { name: 'paging.badCursorAccepted', files: lists, find: /const \[sort, value, key\] = decodeCursor\(cursor\);/g, replace: 'let decoded: readonly unknown[];\n  try {\n    decoded = decodeCursor(cursor);\n  } catch {\n    return undefined;\n  }\n  const [sort, value, key] = decoded;' },
  { name: 'ownership.list', files: repositories, find: /(?<=and\(\n[^;]*?)\w+Repository\.owned\(context\),(?=\n[^;]*afterCursor)/g, replace: 'undefined,' },
  { name: 'ownership.row', files: repositories, find: /and\(eq\(\w+\.\w+, (?:id|value)\), \w+Repository\.owned\(context\)\)/g, replace: (match) => match[0].replace(/, \w+Repository\.owned\(context\)/, '') },
  { name: 'ownership.adminRefused', files: repositories, find: /if \(caller\.isAdmin\) return undefined;/g, replace: '' },
  { name: 'ownership.wrongOwner', files: services, find: /requireCaller\(context\)\.subject/g, replace: '"nobody"' },
  { name: 'uniqueness.lost', files: migration, find: /constraint ("\w+__key") unique \([^)]*\)/g, replace: 'constraint $1 check (true)' },
  { name: 'onDelete.restricts', files: migration, find: /on delete cascade/g, replace: 'on delete restrict' },
  { name: 'onDelete.cascades', files: migration, find: /on delete set null|on delete restrict/g, replace: 'on delete cascade' },
];

/** Broken flows, machines, invariants, events and arithmetic. */
const behavior: readonly MutationOperator[] = [
  { name: 'flow.ownershipDropped', files: workflows, find: /\.findOwnedForUpdate\(/g, replace: '.findForUpdate(' },
  { name: 'flow.requireDropped', files: workflows, find: /if \([^{};]*\) \{\n\s*throw failure\([\s\S]*?\);\n\s*\}/g, replace: '' },
  { name: 'flow.requireTurned', files: workflows, find: /if \((\w+\.length|compare\([^{};]*?\)|\w+\.\w+) (===|!==) ([^{};]*)\) \{\n\s*throw failure/g, replace: (match) => match[0].replace(match[2] ?? '', match[2] === '===' ? '!==' : '===') },
  { name: 'flow.differenceLost', files: workflows, find: /: (\w+\.\w+) [-+] \w+\.\w+/g, replace: ': $1' },
  { name: 'flow.signTurned', files: workflows, find: /: (\w+\.\w+) ([-+]) (\w+\.\w+)/g, replace: (match) => `: ${match[1] ?? ''} ${match[2] === '-' ? '+' : '-'} ${match[3] ?? ''}` },
  { name: 'flow.emitDropped', files: workflows, find: /await emitEvent\([\s\S]*?\);\n/g, replace: '\n' },
  { name: 'flow.transitionDropped', files: workflows, find: /\n\s*await fire\w+\(context, \w+, "\w+"\);/g, replace: '' },
  { name: 'flow.transitionLost', files: workflows, find: /= await fire\w+\(context, (\w+), "\w+"\);/g, replace: '= $1;' },
  { name: 'flow.updateLost', files: workflows, find: /(\w+) = await \w+Repository\.update\([\s\S]*?\);\n/g, replace: '\n' },
  { name: 'flow.createLost', files: workflows, find: /\n\s*await \w+Repository\.insert\([\s\S]*?\}\);/g, replace: '' },
  { name: 'machine.otherTarget', files: machines, find: /to: "(\w+)" \},/g, replace: (match) => match[0].replace(match[1] ?? '', otherState(match)) },
  { name: 'machine.transitionMissing', files: machines, find: /\n\s*\{ event: "\w+", from: "\w+", to: "\w+" \},/g, replace: '' },
  { name: 'machine.everyStateAdmits', files: /^src\/state-machines\/machine\.ts$/, find: / && candidate\.from === state/g, replace: '' },
  { name: 'machine.guardDropped', files: machines, find: /if \(event === [\s\S]*?throw failure\([\s\S]*?\);\n\s*\}/g, replace: '' },
  { name: 'machine.stateNotWritten', files: machines, find: /\{ (\w+): next \}/g, replace: '{}' },
  { name: 'machine.initialChanged', files: migration, find: /default 'OPEN'|default 'PENDING'/g, replace: (match) => (match[0].includes('OPEN') ? "default 'ABANDONED'" : "default 'SHIPPED'") },
  { name: 'invariant.rowRemoved', files: validators, find: /if \(compare\(row\.\w+, multiply[\s\S]*?\n {2}\}/g, replace: '', also: { files: migration, find: /constraint ("\w+__invariant") check \([^\n]*\)(?=,?\n)/g, replace: 'constraint $1 check (true)' } },
  { name: 'invariant.aggregateRemoved', files: repositories, find: /\n\s*context\.deferCheck\([\s\S]*?\n\s*\);/g, replace: '' },
  { name: 'event.handlerIdle', files: /^src\/events\/handlers\.ts$/, find: /handle: async \([^)]*\) => \{/g, replace: 'handle: async () => {\n      return;' },
  { name: 'event.notDispatched', files: /^src\/events\/dispatcher\.ts$/, find: /\n\s*await handler\.handle\([^;]*;/g, replace: '' },
  { name: 'event.otherPayload', files: /^src\/events\/handlers\.ts$/, find: /const event = payload as (\w+);/g, replace: 'const event = Object.fromEntries(Object.keys(payload as object).map((key) => [key, crypto.randomUUID()])) as unknown as $1;' },
  { name: 'decimal.product', files: /^src\/shared\/decimal\.ts$/, find: /x\.units \* y\.units/g, replace: 'x.units + y.units' },
  { name: 'decimal.sum', files: /^src\/shared\/decimal\.ts$/, find: /x\.units \+ y\.units/g, replace: 'x.units + y.units + 1n' },
  { name: 'decimal.comparison', files: /^src\/shared\/decimal\.ts$/, find: /x\.units < y\.units \? -1 : 1/g, replace: 'x.units < y.units ? 1 : -1' },
];

/** Another state of the same machine as the target of the transition. */
function otherState(match: RegExpExecArray): string {
  const states = [...match.input.matchAll(/to: "(\w+)"/g)].map((found) => found[1] ?? '');
  return states.find((state) => state !== match[1]) ?? match[1] ?? '';
}

export const mutationOperators: readonly MutationOperator[] = [...http, ...bodies, ...data, ...behavior];

/** A way to break an app: every match of `find` in the files is a place; `replace` makes the broken text. */
export interface MutationOperator {
  /** `stock.kept`: area and what goes wrong. */
  readonly name: string;
  /** The spec whose app has a place where it bites; without one the shop. */
  readonly spec?: string;
  readonly files: RegExp;
  /** The parts of a file in which a place counts: elsewhere the change would not be a change of behaviour. */
  readonly within?: RegExp;
  readonly find: RegExp;
  readonly replace: string | ((match: RegExpExecArray) => string);
  /** What has to go with it, so that a second line of defence does not hide the bug. */
  readonly also?: { readonly files: RegExp; readonly find: RegExp; readonly replace: string };
}

const routes = /^src\/api\/routes\//;
const schemas = /^src\/models\/schemas\/(?!support)/;
/** Answers are not validated: only schemas of what comes in decide anything. */
const requests = /^export const \w+(?:Create|Replace|Update|Body|Query|Params)Schema = [\s\S]*?;$/gm;
const presenters = /^src\/models\/presenters\//;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;
const lists = /^src\/repositories\/lists\.ts$/;
const services = /^src\/services\//;
/** Flows that a request or an event sets off; schedules have an operator of their own. */
const workflows = /^src\/workflows\/(?!abandonStaleCarts)/;
const machines = /^src\/state-machines\/(?!machine\.ts)/;
const validators = /^src\/validators\//;
const migration = /^migrations\/0001/;

const more = (match: RegExpExecArray, by: number): string => match[0].replace(/-?\d+/, (number) => String(Number(number) + by));
/** A spec with guards and invariants that callers can break, restricted deletion, null in orders, roundings. */
const corners = 'bench/corners.devmatrix.yaml';

const anyOf = (match: RegExpExecArray, from: string, to: string): string => match[0].replace(from, to);

/** Broken statuses, headers, media types, access. */
const http: readonly MutationOperator[] = [
  { name: 'status.created', files: routes, find: /status: 201|code\(201\)/g, replace: (match) => anyOf(match, '201', '200') },
  { name: 'status.noContent', files: routes, find: /code\(204\)/g, replace: 'code(200)' },
  { name: 'status.notFound', files: /^src\/http\/problem\.ts$/, find: /failure\(404,/g, replace: 'failure(410,' },
  { name: 'status.conflict', files: /^src\/http\/problem\.ts$/, find: /failure\(409,/g, replace: 'failure(422,' },
  { name: 'status.precondition', files: /^src\/http\/problem\.ts$/, find: /412,/g, replace: '409,' },
  { name: 'problem.mediaType', files: /^src\/http\//, find: /application\/problem\+json/g, replace: 'application/json' },
  { name: 'problem.codeLost', files: /^src\/http\/problem\.ts$/, find: /conflict\(code: string[\s\S]*?failure\(409, code,/g, replace: (match) => match[0].replace('409, code,', '409, "error",') },
  { name: 'auth.dropped', files: routes, find: /\n\s*onRequest: access\([\s\S]*?\]\),/g, replace: '' },
  { name: 'auth.scopeDropped', files: routes, find: /scopes: \[\s*"[^\]]+\]/g, replace: 'scopes: []' },
  { name: 'auth.forgedAccepted', files: /^src\/http\/auth\.ts$/, find: /\(await jwtVerify\(token, key, options\)\)\.payload/g, replace: 'JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as JWTPayload' },
  { name: 'auth.expiredAccepted', files: /^src\/http\/auth\.ts$/, find: /algorithms: \["HS256"\] \}/g, replace: 'algorithms: ["HS256"], currentDate: new Date(0) }' },
  { name: 'auth.audienceIgnored', files: /^src\/http\/auth\.ts$/, find: /\{ \.\.\.expected, algorithms: \["HS256"\] \}/g, replace: '{ issuer: expected.issuer, algorithms: ["HS256"] }' },
  { name: 'auth.issuerIgnored', files: /^src\/http\/auth\.ts$/, find: /\{ \.\.\.expected, algorithms: \["HS256"\] \}/g, replace: '{ audience: expected.audience, algorithms: ["HS256"] }' },
  { name: 'headers.nosniffMissing', files: /^src\/http\/securityHeaders\.ts$/, find: /"x-content-type-options": "nosniff",/g, replace: '' },
  { name: 'headers.requestIdMissing', files: /^src\/http\/securityHeaders\.ts$/, find: /\.header\("x-request-id", request\.id\)/g, replace: '' },
  { name: 'head.refused', files: /^src\/http\/server\.ts$/, find: /const app = fastify\(\{/g, replace: 'const app = fastify({ exposeHeadRoutes: false,' },
  { name: 'etag.oneOff', files: /^src\/http\/etag\.ts$/, find: /String\(version\)/g, replace: 'String(version + 1)' },
  { name: 'etag.anyMatches', files: /^src\/http\/etag\.ts$/, find: /tag === "\*" \|\|/g, replace: 'tag !== "" ||' },
  { name: 'location.wrong', files: routes, find: /location: `([^`]*)\$\{/g, replace: 'location: `$1x${' },
  { name: 'idempotency.acrossOperations', files: /^src\/http\/idempotency\.ts$/, find: /return \{ caller, operation, key, fingerprint \}/g, replace: 'return { caller, operation: operation.slice(0, 0), key, fingerprint }' },
  { name: 'idempotency.workRepeated', files: /^src\/http\/idempotency\.ts$/, find: /if \(first !== undefined\) return/g, replace: 'if (first !== undefined) await work(context);\n      if (first !== undefined) return' },
  { name: 'idempotency.statusLost', files: /^src\/http\/idempotency\.ts$/, find: /known\.status \?\? 200/g, replace: '200' },
  { name: 'body.noLimit', files: /^src\/http\/server\.ts$/, find: /bodyLimit: largestBodyBytes/g, replace: 'bodyLimit: 100_000_000' },
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
  { name: 'bound.minimum', files: schemas, within: requests, find: /\.min\(\d+\)/g, replace: (match) => more(match, 1) },
  { name: 'bound.minimumLost', files: schemas, within: requests, find: /\.min\(\d+\)/g, replace: '' },
  { name: 'bound.maximum', files: schemas, within: requests, find: /\.max\(\d+\)/g, replace: (match) => more(match, 1) },
  { name: 'bound.exclusive', files: schemas, within: requests, find: /exclusiveMinimum: -?\d+/g, replace: (match) => anyOf(match, 'exclusiveMinimum', 'minimum'), also: { files: migration, find: /> 0\)/g, replace: '>= 0)' } },
  { name: 'bound.scale', files: schemas, within: requests, find: /scale: \d+/g, replace: (match) => more(match, 1) },
  { name: 'pattern.lost', files: schemas, within: requests, find: /\.regex\(\/[^\n]*?\/u\)/g, replace: '', also: { files: migration, find: /\n[^\n]*__pattern"[^\n]*(?=,\n)/g, replace: '\n  constraint "mutated" check (true)' } },
  { name: 'format.lost', files: schemas, within: requests, find: /z\.email\(\)|z\.guid\(\)/g, replace: 'z.string()' },
  { name: 'required.optional', files: schemas, within: requests, find: /(?<=CreateSchema = z\.strictObject\(\{\n(?:[^}]*\n)?) {2}\w+: (?![^\n]*(?:optional|nullish|default))[^\n]*(?=,\n)/g, replace: (match) => `${match[0]}.optional()` },
  { name: 'optional.required', files: schemas, within: requests, find: /\.nullish\(\)/g, replace: '' },
  { name: 'null.refused', files: schemas, within: requests, find: /\.nullish\(\)/g, replace: '.optional()' },
  { name: 'default.changed', files: schemas, within: requests, find: /\.default\((\d+|true|false)\)/g, replace: (match) => (/\d/.test(match[0]) ? more(match, 1) : match[0].includes('true') ? '.default(false)' : '.default(true)') },
  { name: 'body.extraAccepted', files: schemas, within: requests, find: /z\.strictObject\(\{/g, replace: 'z.object({' },
  { name: 'body.massAssignment', files: schemas, within: requests, find: /(Create|Update|Replace)Schema = z\.strictObject\(\{/g, replace: (match) => match[0].replace('z.strictObject', 'z.looseObject') },
  { name: 'response.fieldNull', files: presenters, find: /row\.(?!id\b)\w+(?=,\n)/g, replace: 'null as never' },
  { name: 'response.fieldMissing', files: presenters, find: /\n\s+\w+: row\.(?!id\b)\w+,/g, replace: '' },
  { name: 'response.decimalShort', files: presenters, find: /: row\.(price|total|unitPrice|lineTotal),/g, replace: ': String(Number(row.$1)),' },
  { name: 'response.timestampShifted', files: presenters, find: /row\.(\w+)\.toISOString\(\)/g, replace: 'new Date(row.$1.getTime() + 5_400_000).toISOString()' },
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
  { name: 'paging.otherOrderAccepted', files: lists, find: /if \(sort !== order\.sort\) throw invalidCursor\(\);/g, replace: '' },
  { name: 'paging.tieBreakLost', files: lists, find: /\[direction\(column\), direction\(keyColumn\)\]/g, replace: '[direction(column)]' },
  { name: 'paging.tieBreakAscends', files: lists, find: /\[direction\(column\), direction\(keyColumn\)\]/g, replace: '[direction(column), asc(keyColumn)]' },
  { name: 'paging.tieSkipped', files: lists, find: /or\(beyond\(column, start\), laterKey\)/g, replace: 'beyond(column, start)' },
  { name: 'list.otherParents', files: repositories, find: /and\(\s*eq\(\w+\.\w+, \w+\),(?=[^;]*afterCursor)/g, replace: 'and(' },
  { name: 'link.direction', files: repositories, find: /\.values\(\{ (\w+): id, (\w+): targetId \}\)/g, replace: '.values({ $1: targetId, $2: id })' },
  { name: 'link.removesAll', files: repositories, find: /eq\(\w+\.\w+, targetId\),(?=\s*\),\s*\);)/g, replace: '' },
  { name: 'filter.caseSensitive', files: repositories, find: /ilike\((\w+\.\w+), ((?:containing|startingWith)\([^)]*\))\)/g, replace: 'sql`${$1} like ${$2}`' },
  { name: 'filter.wildcards', files: lists, find: /return text\.replaceAll\([^;]*;/g, replace: 'return text;' },
  { name: 'persistence.updatesAll', files: repositories, find: /\n\s*\.where\(eq\(\w+\.\w+, row\.\w+\)\)(?=\n\s*\.returning)/g, replace: '' },
  { name: 'transaction.none', files: /^src\/db\/transaction\.ts$/, find: /await database\.transaction\(async \(tx: Transaction\) => \{/g, replace: 'await (async (tx: Transaction) => {', also: { files: /^src\/db\/transaction\.ts$/, find: /\}, config\);/g, replace: '})(config === undefined ? (database as never) : (database as never));' } },
  { name: 'paging.nullsLost', spec: corners, files: lists, find: /return descending \|\| column\.notNull \? later : or\(later, isNull\(column\)\);/g, replace: 'return later;' },
  { name: 'paging.nullStart', spec: corners, files: lists, find: /or\(isNotNull\(column\), laterKey\)/g, replace: 'laterKey' },
  { name: 'filter.enumIgnored', spec: corners, files: repositories, find: /eq\(tasks\.priority, query\.priority\)/g, replace: 'undefined' },
  { name: 'filter.rangeTurned', spec: corners, files: repositories, find: /: (gt|lt)\(/g, replace: (match) => (match[1] === 'gt' ? ': lt(' : ': gt(') },
  { name: 'uniqueness.compositeLost', spec: corners, files: migration, find: /unique \("\w+", "\w+"\)/g, replace: 'check (true)' },
  { name: 'uniqueness.compositeNarrow', spec: corners, files: migration, find: /unique \("(\w+)", "\w+"\)/g, replace: 'unique ("$1")' },
  { name: 'onDelete.restrictCascades', spec: corners, files: migration, find: /on delete (?:restrict|no action)/g, replace: 'on delete cascade' },
  { name: 'onDelete.nullCascades', spec: corners, files: migration, find: /on delete set null/g, replace: 'on delete cascade' },
  { name: 'timestamp.offsetLost', spec: corners, files: schemas, find: /z\.iso\.datetime\(\{ offset: true \}\)/g, within: requests, replace: 'z.iso.datetime()' },
  { name: 'default.enumChanged', spec: corners, files: schemas, within: requests, find: /\.default\("MIDDLE"\)/g, replace: '.default("LOW")' },
  { name: 'ownership.list', files: repositories, find: /and\(\s*\w+Repository\.owned\(context\),/g, replace: 'and(undefined,' },
  { name: 'ownership.row', files: repositories, find: /and\(eq\(\w+\.\w+, (?:id|value)\), \w+Repository\.owned\(context\)\)/g, replace: (match) => match[0].replace(/, \w+Repository\.owned\(context\)/, '') },
  { name: 'ownership.adminRefused', files: repositories, find: /caller\.isAdmin \? undefined : /g, replace: '' },
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
  { name: 'flow.emitDropped', files: workflows, find: /await emitEvent\(context, "order\.placed"[\s\S]*?\);\n/g, replace: '\n' },
  { name: 'flow.transitionDropped', files: workflows, find: /\n\s*await fire\w+\(context, \w+, "\w+"\);/g, replace: '' },
  { name: 'flow.transitionLost', files: workflows, find: /= await fire\w+\(context, (\w+), "\w+"\);/g, replace: '= $1;' },
  { name: 'flow.updateLost', files: workflows, find: /(\w+) = await \w+Repository\.update\([\s\S]*?\);\n/g, replace: '\n' },
  { name: 'flow.createLost', files: workflows, find: /\n\s*await \w+Repository\.insert\([\s\S]*?\}\);/g, replace: '' },
  { name: 'flow.firstItemOnly', files: workflows, find: /for \(const item of items\) \{/g, replace: 'for (const item of items.slice(0, 1)) {' },
  { name: 'flow.whereLost', files: workflows, find: /\[\["\w+", "==", \w+\.id\]\]/g, replace: '[]' },
  { name: 'flow.timestampWrong', files: workflows, find: /(\w+At): context\.now/g, replace: '$1: new Date(context.now.getTime() - 3_600_000)' },
  { name: 'schedule.transitionDropped', files: /^src\/workflows\/abandonStaleCarts/, find: /\n\s*(?:\w+ = )?await fire\w+\(context, \w+, "\w+"\);/g, replace: '' },
  { name: 'decimal.truncated', spec: corners, files: /^src\/shared\/decimal\.ts$/, find: /roundedQuotient\(x\.units, ([^;]*)\);/g, replace: 'x.units / ($1);' },
  { name: 'invariant.inclusive', spec: corners, files: validators, find: / > (row\.\w+)\)/g, replace: ' >= $1)' },
  { name: 'invariant.message', spec: corners, files: validators, find: /"invariant_\w+"/g, replace: '"invariant"' },
  { name: 'decimal.roundingDigits', spec: corners, files: workflows, find: /(round\([\s\S]*?), 2\)/g, replace: '$1, 1)' },
  { name: 'machine.otherTarget', files: machines, find: /to: "(\w+)" \},/g, replace: (match) => match[0].replace(match[1] ?? '', otherState(match)) },
  { name: 'machine.transitionMissing', files: machines, find: /\n\s*\{ event: "\w+", from: "\w+", to: "\w+" \},/g, replace: '' },
  { name: 'machine.everyStateAdmits', files: /^src\/state-machines\/machine\.ts$/, find: / && candidate\.from === state/g, replace: '' },
  { name: 'machine.guardDropped', spec: corners, files: machines, find: /if \(event === [\s\S]*?throw failure\([\s\S]*?\);\n\s*\}/g, replace: '' },
  { name: 'machine.stateNotWritten', files: machines, find: /\{ (\w+): next \}/g, replace: '{}' },
  { name: 'machine.initialChanged', files: migration, find: /default 'OPEN'|default 'PENDING'/g, replace: (match) => (match[0].includes('OPEN') ? "default 'ABANDONED'" : "default 'SHIPPED'") },
  { name: 'invariant.rowRemoved', spec: corners, files: validators, find: /if \(row\.[^{}]*\) \{\s*throw unprocessable\([\s\S]*?\);\s*\}/g, replace: '', also: { files: migration, find: /constraint ("\w+__invariant") check \([^\n]*\)(?=,?\n)/g, replace: 'constraint $1 check (true)' } },
  { name: 'invariant.aggregateRemoved', spec: corners, files: /^src\/repositories\/taskRepository\.ts$/, find: /\n\s*context\.deferCheck\([\s\S]*?\n\s*\);/g, replace: '' },
  { name: 'event.handlerIdle', files: /^src\/events\/handlers\.ts$/, find: /handle: async \([^)]*\) => \{/g, replace: 'handle: async () => {\n      return;' },
  { name: 'event.notDispatched', files: /^src\/events\/dispatcher\.ts$/, find: /\n\s*await handler\.handle\([^;]*;/g, replace: '' },
  { name: 'event.deliveredTwice', files: /^src\/events\/dispatcher\.ts$/, find: /await handler\.handle\(context, event\?\.payload\);/g, replace: 'await handler.handle(context, event?.payload);\n  await handler.handle(context, event?.payload);' },
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

import type { ApplicationIR } from '../../../ir/application.ts';
import type { SecurityScheme } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { allScopes } from './access.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { needsProofs, proofsSource } from './proofs.ts';

const path = 'tests/generated/support/callers.ts';

/** Emits `support/callers.ts`: who calls in tests, and the configuration under which their credentials count. */
export const callersEmitter: Emitter = {
  name: 'testCallers',
  declare(_application: ApplicationIR, symbols: SymbolTable): void {
    symbols.declare('test:TestCaller', path, 'TestCaller', 'type');
    for (const name of ['someone', 'someoneWithout', 'admin', 'strangers', 'testConfig']) symbols.declare(`test:${name}`, path, name);
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const file = new TsFile(symbols, { path, emitter: 'testCallers', milestone: 'tests', stratum: 'ast', reason: 'credentials follow from the security schemes' });
    const kinds = kindsOf(application);
    file.add({ name: 'TestCaller', nodes: [] }, callerSource(application, kinds));
    if (kinds.accounts) file.add({ name: 'accounts', nodes: [] }, () => accountsSource(file, kinds));
    file.add({ name: 'testConfig', nodes: [] }, () => configSource(file, application, kinds));
    file.add({ name: 'someone', nodes: [] }, () => someoneSource(file, application.auth.schemes, kinds));
    file.add({ name: 'strangers', nodes: [] }, () => strangersSource(application.auth.schemes, kinds));
    if (kinds.jwt) file.add({ name: 'token', nodes: [] }, () => tokenSource(file));
    if (kinds.proofs) file.add({ name: 'proven', nodes: application.endpoints.map(({ key }) => key) }, () => provenSource(application));
    return [file.finish()];
  },
};

interface Kinds {
  readonly jwt: boolean;
  readonly apiKey: boolean;
  readonly basic: boolean;
  /** Callers are known to the app by name: API keys or passwords. */
  readonly accounts: boolean;
  /** Some endpoints ask for other proofs than callers usually show. */
  readonly proofs: boolean;
}

function kindsOf(application: ApplicationIR): Kinds {
  const { schemes } = application.auth;
  const has = (kind: SecurityScheme['kind']): boolean => schemes.some((scheme) => scheme.kind === kind);
  return { jwt: has('jwt'), apiKey: has('apiKey'), basic: has('basic'), accounts: has('apiKey') || has('basic'), proofs: needsProofs(application) };
}

function callerSource(application: ApplicationIR, { proofs }: Kinds): string {
  const { adminScope } = application.auth;
  const all = allScopes(application);
  return `/** Somebody who calls, with the headers that prove it. */
export interface TestCaller {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;${proofs ? '\n  /** Their API key and password. */\n  readonly secret: string;' : ''}
}

/** What an ordinary caller may do: everything${adminScope === undefined ? '' : " but what only an administrator may"}. */
const ordinaryScopes: readonly string[] = ${literal(all.filter((scope) => scope !== adminScope))};
const everyScope: readonly string[] = ${literal(all)};`;
}

function accountsSource(file: TsFile, { apiKey, basic }: Kinds): string {
  file.importFrom('node:crypto', 'randomUUID');
  return `interface Account {
  readonly subject: string;
  readonly secret: string;
  readonly scopes: readonly string[];
}

/** The app knows its callers when it starts, so all who may appear in a run are made before. */
const accounts = new Map<string, Account[]>();
makeAccounts(ordinaryScopes, 3000);
makeAccounts(everyScope, 1000);
for (const missing of everyScope) makeAccounts(ordinaryScopes.filter((scope) => scope !== missing), 50);

function makeAccounts(scopes: readonly string[], count: number): void {
  const known = accounts.get(scopes.join(' ')) ?? [];
  accounts.set(scopes.join(' '), known);
  for (let made = 0; made < count; made += 1) {
    known.push({ subject: \`test-\${randomUUID()}\`, secret: randomUUID(), scopes });
  }
}

function takeAccount(scopes: readonly string[]): Account {
  const account = accounts.get(scopes.join(' '))?.pop();
  if (account === undefined) throw new Error('No test account is left.');
  return account;
}
${apiKey || basic ? `
const everyAccount = [...accounts.values()].flat();` : ''}`;
}

function configSource(file: TsFile, application: ApplicationIR, kinds: Kinds): string {
  const lines = [
    "NODE_ENV: 'test'",
    "LOG_LEVEL: 'silent'",
    "JOBS: 'off'",
    "DATABASE_URL: process.env['DATABASE_URL'] ?? 'pglite:memory'",
    ...(kinds.jwt ? ['JWT_SECRET: jwtSecret'] : []),
    ...(kinds.apiKey ? ['API_KEYS: JSON.stringify(Object.fromEntries(everyAccount.map(({ subject, secret, scopes }) => [secret, { subject, scopes }])))'] : []),
    ...(kinds.basic ? ['BASIC_USERS: JSON.stringify(Object.fromEntries(everyAccount.map(({ subject, secret, scopes }) => [subject, { password: secret, scopes }])))'] : []),
  ];
  return `${kinds.jwt ? `const jwtSecret = 'a-secret-that-only-the-tests-know-of';\nconst audience = ${quoted(application.name)};\n\n` : ''}/** The configuration of the tests: \`DATABASE_URL\`, or a database in memory. */
export function testConfig(): ${file.use('runtime:Config')} {
  return ${file.use('runtime:loadConfig')}({ ${lines.join(', ')} });
}`;
}

function someoneSource(file: TsFile, schemes: readonly SecurityScheme[], kinds: Kinds): string {
  const make = kinds.accounts
    ? `const account = takeAccount(scopes);\n  const { subject } = account;`
    : `const subject = \`test-\${${file.importFrom('node:crypto', 'randomUUID')}()}\`;`;
  const headers = headersOf(schemes, { bearer: "token({ sub: subject, scope: scopes.join(' ') })", key: 'account.secret', basic: 'Buffer.from(`${subject}:${account.secret}`).toString(\'base64\')' });
  return `/** A caller nobody has seen before, with every ordinary scope. */
export function someone(): TestCaller {
  return callerWith(ordinaryScopes);
}

/** A caller nobody has seen before who lacks one scope. */
export function someoneWithout(scope: string): TestCaller {
  return callerWith(ordinaryScopes.filter((other) => other !== scope));
}

/** An administrator nobody has seen before. */
export function admin(): TestCaller {
  return callerWith(everyScope);
}

function callerWith(${kinds.jwt || kinds.accounts ? 'scopes' : '_scopes'}: readonly string[]): TestCaller {
  ${make}
  return { subject, headers: ${headers}${kinds.proofs ? ', secret: account.secret' : ''} };
}`;
}

interface Credentials {
  readonly bearer: string;
  readonly key: string;
  readonly basic: string;
}

/** Headers that satisfy every scheme at once; a bearer token wins where a password would need the same header. */
function headersOf(schemes: readonly SecurityScheme[], { bearer, key, basic }: Credentials): string {
  const parts: string[] = [];
  if (schemes.some(({ kind }) => kind === 'jwt')) parts.push(`authorization: \`Bearer \${${bearer}}\``);
  else if (schemes.some(({ kind }) => kind === 'basic')) parts.push(`authorization: \`Basic \${${basic}}\``);
  const cookies: string[] = [];
  for (const scheme of schemes) {
    if (scheme.kind !== 'apiKey') continue;
    const header = `${propertyName(scheme.parameter.toLowerCase())}: `;
    if (scheme.in === 'header' && !parts.some((part) => part.startsWith(header))) parts.push(`${header}${key}`);
    if (scheme.in === 'cookie') cookies.push(`${scheme.parameter}=\${${key}}`);
  }
  if (cookies.length > 0) parts.push(`cookie: \`${cookies.join('; ')}\``);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function strangersSource(schemes: readonly SecurityScheme[], kinds: Kinds): string {
  const cases: string[] = [];
  const withBearer = (name: string, bearer: string): void => {
    cases.push(`[${quoted(name)}, { authorization: \`Bearer \${${bearer}}\` }]`);
  };
  if (kinds.jwt) {
    const claims = "{ sub: 'stranger', scope: everyScope.join(' ') }";
    cases.push("['a token that is none', { authorization: 'Bearer not-a-token' }]");
    withBearer('a forged token', `token(${claims}, 'another-secret-that-the-app-does-not-know')`);
    withBearer('an expired token', "token({ sub: 'stranger', scope: everyScope.join(' '), exp: 1_000_000_000 })");
    withBearer('a token for somebody else', "token({ sub: 'stranger', scope: everyScope.join(' '), aud: 'another-audience' })");
    withBearer('an unsigned token', 'unsignedToken()');
  }
  const others = schemes.filter(({ kind }) => kind !== 'jwt');
  if (others.length > 0) {
    const invalid = headersOf(others, { bearer: '', key: "'unknown-key'", basic: "Buffer.from('nobody:wrong').toString('base64')" });
    if (invalid !== '{}') cases.push(`['unknown credentials', ${invalid}]`);
  }
  return `/** Credentials that must not be accepted anywhere. */
export const strangers: readonly (readonly [name: string, headers: Readonly<Record<string, string>>])[] = [${["['no credentials', {}]", ...cases].join(', ')}];`;
}

function provenSource(application: ApplicationIR): string {
  const password = `function password({ subject, secret }: TestCaller): string {
  return \`Basic \${Buffer.from(\`\${subject}:\${secret}\`).toString('base64')}\`;
}`;
  const proofs = proofsSource(application);
  return proofs.includes('password(by)') ? `${proofs}\n\n${password}` : proofs;
}

function tokenSource(file: TsFile): string {
  file.importFrom('node:crypto', 'createHmac');
  return `function token(claims: Readonly<Record<string, unknown>>, key = jwtSecret): string {
  const now = Math.floor(Date.now() / 1000);
  const header = encoded({ alg: 'HS256', typ: 'JWT' });
  const payload = encoded({ iss: audience, aud: audience, iat: now, exp: now + 3600, ...claims });
  const signature = createHmac('sha256', key).update(\`\${header}.\${payload}\`).digest('base64url');
  return \`\${header}.\${payload}.\${signature}\`;
}

function unsignedToken(): string {
  const claims = { iss: audience, aud: audience, sub: 'stranger', scope: everyScope.join(' '), exp: 4_000_000_000 };
  return \`\${encoded({ alg: 'none', typ: 'JWT' })}.\${encoded(claims)}.\`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}`;
}

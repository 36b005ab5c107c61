import { groupBy } from '../../../base/groupBy.ts';
import { encodedPath } from '../../../base/urls.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, SchemeUse, SecurityScheme } from '../../../ir/endpoint.ts';
import { propertyName, quoted } from './literal.ts';

/** Whether some endpoint asks for what callers of tests do not show with every request: a password beside tokens, or a key in the query. */
export function needsProofs(application: ApplicationIR): boolean {
  return application.endpoints.some((endpoint) => otherSchemes(application, endpoint).length > 0);
}

/** Whether callers of tests have credentials for the endpoint: one request cannot show two things in one header. */
export function canProve({ auth }: ApplicationIR, { access }: Endpoint): boolean {
  return access.kind === 'public' || access.alternatives.length === 0 || access.alternatives.some((uses) => isPossible(schemesOf(auth.schemes, uses)));
}

/** Source of what says how callers prove to each endpoint who they are. */
export function proofsSource(application: ApplicationIR): string {
  const proofs = application.endpoints.filter(({ access }) => access.kind === 'secured').map((endpoint) => ({ endpoint, proof: proofOf(otherSchemes(application, endpoint)) }));
  const others = proofs.filter(({ proof }) => proof !== '');
  const concerned = proofs.filter(({ endpoint, proof }) => proof !== '' || others.some((other) => matches(other.endpoint, endpoint)));
  // As in the router, what a path says itself goes before its parameters.
  const ranks = [...groupBy(concerned, ({ endpoint }) => parametersIn(endpoint))].sort(([a], [b]) => a - b).flatMap(([, rank]) => rank);
  const lines = ranks.map(({ endpoint, proof }) => `  [/^${endpoint.method} ${patternOf(application.basePath + endpoint.path)}$/, ${proof === '' ? '() => ({})' : `(by) => ({ ${proof} })`}],`);
  return `/** What a request has in its query and headers to prove who calls. */
interface Proof {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** Where callers show something else than usual. */
const otherProofs: readonly (readonly [request: RegExp, proof: (by: TestCaller) => Proof])[] = [
${lines.join('\n')}
];

/** The address of a request by the caller and further headers of it, with what its endpoint asks for as proof. */
export function proven(by: TestCaller, method: string, url: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const [path = ''] = url.split('?', 1);
  const { headers = {}, query }: Proof = otherProofs.find(([request]) => request.test(\`\${method} \${path}\`))?.[1](by) ?? {};
  const asked = query === undefined ? '' : \`\${path === url ? '?' : '&'}\${new URLSearchParams(query).toString()}\`;
  return { url: url + asked, headers };
}`;
}

/** Schemes that a caller has to show in another way than usual; none where the usual headers will do, or nothing does. */
function otherSchemes({ auth: { schemes } }: ApplicationIR, { access }: Endpoint): readonly SecurityScheme[] {
  if (access.kind === 'public') return [];
  const ways = access.alternatives.map((uses) => schemesOf(schemes, uses));
  if (ways.length === 0 || ways.some((way) => way.every((scheme) => isUsual(schemes, scheme)))) return [];
  return ways.find(isPossible)?.filter((scheme) => !isUsual(schemes, scheme)) ?? [];
}

function schemesOf(schemes: readonly SecurityScheme[], uses: readonly SchemeUse[]): readonly SecurityScheme[] {
  return uses.flatMap((use) => schemes.filter(({ name }) => name === use.scheme));
}

/** Whether the headers that callers always show hold it: in `Authorization` stands a token where there are tokens, else a password where there are any. */
function isUsual(all: readonly SecurityScheme[], scheme: SecurityScheme): boolean {
  const header = headerOf(scheme);
  if (header === undefined) return scheme.kind === 'apiKey' && scheme.in === 'cookie';
  const kind = (['jwt', 'basic', 'apiKey'] as const).find((each) => all.some((other) => other.kind === each && headerOf(other) === header));
  return scheme.kind === kind;
}

/** Whether one request can show all of it. */
function isPossible(way: readonly SecurityScheme[]): boolean {
  return way.every((scheme) => way.every((other) => other.kind === scheme.kind || headerOf(other) === undefined || headerOf(other) !== headerOf(scheme)));
}

function headerOf(scheme: SecurityScheme): string | undefined {
  if (scheme.kind !== 'apiKey') return 'authorization';
  return scheme.in === 'header' ? scheme.parameter.toLowerCase() : undefined;
}

function proofOf(schemes: readonly SecurityScheme[]): string {
  const query = schemes.flatMap((scheme) => (scheme.kind === 'apiKey' && scheme.in === 'query' ? [`${propertyName(scheme.parameter)}: by.secret`] : []));
  const headers = schemes.flatMap((scheme) => {
    if (scheme.kind === 'basic') return ['authorization: password(by)'];
    return scheme.kind === 'apiKey' && scheme.in === 'header' ? [`${quoted(scheme.parameter.toLowerCase())}: by.secret`] : [];
  });
  return [...(headers.length === 0 ? [] : [`headers: { ${headers.join(', ')} }`]), ...(query.length === 0 ? [] : [`query: { ${query.join(', ')} }`])].join(', ');
}

function parametersIn({ path }: Endpoint): number {
  return path.split('{').length - 1;
}

/** Whether requests to the second could be taken for ones to the first. */
function matches(pattern: Endpoint, endpoint: Endpoint): boolean {
  return pattern.method === endpoint.method && pattern !== endpoint && new RegExp(`^${patternOf(pattern.path)}$`).test(encodedPath(endpoint.path));
}

/** The source of an expression for paths, with a segment or a part of it for each parameter. */
function patternOf(path: string): string {
  return path.split(/\{[^}]+\}/).map((part) => encodedPath(part).replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)).join('[^/]+');
}

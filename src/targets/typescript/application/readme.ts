import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { featuresOf } from '../features.ts';

/** What the template of the README says about this application. */
export function readmeValues(application: ApplicationIR): Readonly<Record<string, string>> {
  const features = featuresOf(application);
  return {
    description: application.description ?? '',
    endpoints: endpointTable(application),
    credentials: credentialsText(application),
    monitoring: features.metrics ? ', watched by Prometheus and Grafana' : '',
    profile: features.metrics ? '--profile monitoring ' : '',
    metricsPath: features.metrics ? '`GET /metrics`, ' : '',
  };
}

function endpointTable(application: ApplicationIR): string {
  const rows = application.endpoints.map((endpoint) =>
    row([`\`${endpoint.method} ${application.basePath}${endpoint.path}\``, endpoint.summary ?? endpoint.operationId, accessText(endpoint)]));
  return [row(['Operation', 'What it does', 'Who may']), row(['---', '---', '---']), ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function accessText({ access }: Endpoint): string {
  if (access.kind === 'public') return 'everybody';
  const alternatives = access.alternatives.map((uses) =>
    uses.map(({ scheme, scopes }) => [scheme, ...scopes.map((scope) => `\`${scope}\``)].join(' ')).join(' and '));
  return alternatives.map((text) => (text === '' ? 'everybody' : text)).join(' or ');
}

function credentialsText(application: ApplicationIR): string {
  if (!featuresOf(application).jwt) return '';
  return '\nTokens are JWTs with `sub` (the caller), `scope` (space-separated), `iss` and `aud`; in development they are signed with HS256 and `JWT_SECRET`, in production they come from the identity provider at `JWT_JWKS_URL`.';
}

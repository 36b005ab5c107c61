import { encodedPath } from '../../../base/urls.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, HttpMethod } from '../../../ir/endpoint.ts';
import { sampleOf } from '../../../semantics/samples.ts';
import { describeResponse, inspectProblem } from '../inspectResponse.ts';
import { pathOf } from '../requestOf.ts';
import type { Suite } from '../suite.ts';

const methods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Each path with one of the methods that it does not have, the first with all of them: 405 and all that is allowed. */
export async function checkMethods(suite: Suite): Promise<void> {
  const byPath = new Map<string, Endpoint>();
  for (const endpoint of suite.application.endpoints) if (!byPath.has(endpoint.path)) byPath.set(endpoint.path, endpoint);
  await Promise.all([...byPath.values()].filter(({ key }) => suite.isWanted(key)).map(async (endpoint, index) => {
    const path = pathOf(suite.application, endpoint, samplePath(suite, endpoint));
    const allowed = allowedMethods(suite.application, path);
    const others = methods.filter((method) => !allowed.includes(method));
    await Promise.all(others.filter((_, turn) => index === 0 || turn === index % others.length).map((method) => suite.session.exchange({
      operation: endpoint.key,
      check: `${method} is not allowed`,
      request: () => ({ method, path, headers: {} }),
      inspect: (response) => {
        if (response.status !== 405) return [{ expected: '405', actual: describeResponse(response) }];
        const allow = response.headers['allow'] ?? '';
        const wanted = allowed.join(', ');
        return [...inspectProblem(response, { status: 405 }), ...(allow === wanted ? [] : [{ expected: `allow: ${wanted}`, actual: `allow: ${allow}` }])];
      },
    })));
  }));
}

/** Values for the path parameters that are valid, whether such a row exists or not. */
function samplePath(suite: Suite, endpoint: Endpoint): Readonly<Record<string, import('../../../base/json.ts').Json>> {
  return Object.fromEntries(endpoint.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => {
    const sampled = sampleOf(parameter.schema, suite.context, 77, { name: parameter.name });
    return [parameter.name, 'skipped' in sampled ? 'x' : sampled.value];
  }));
}

/** The methods of the template that serves the path, sorted, `HEAD` with every `GET`. */
function allowedMethods(application: ApplicationIR, path: string): readonly string[] {
  const fitting = application.endpoints.filter((endpoint) => templatePattern(application.basePath + endpoint.path).test(path));
  const shapes = fitting.map((endpoint) => shapeOf(endpoint.path));
  const served = shapes.reduce((best, shape) => (isMoreSpecific(shape, best) ? shape : best), shapes[0] ?? '');
  const declared = fitting.filter((endpoint) => shapeOf(endpoint.path) === served).map((endpoint): string => endpoint.method);
  return [...new Set(declared.includes('GET') ? [...declared, 'HEAD'] : declared)].sort();
}

function templatePattern(template: string): RegExp {
  return new RegExp(`^${template.split(/\{[^}]+\}/).map((part) => encodedPath(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+')}$`);
}

/** The template without the names of its parameters. */
function shapeOf(template: string): string {
  return template.replace(/\{[^}]+\}/g, '{}');
}

/** A router follows a segment of fixed text before one with a parameter, from the left. */
function isMoreSpecific(shape: string, other: string): boolean {
  const others = other.split('/');
  for (const [index, segment] of shape.split('/').entries()) {
    const weight = weightOf(segment) - weightOf(others[index] ?? '');
    if (weight !== 0) return weight > 0;
  }
  return false;
}

/** Fixed text before text around a parameter before a parameter alone. */
function weightOf(segment: string): number {
  return segment === '{}' ? 0 : segment.includes('{}') ? 1 : 2;
}

import { assertNever } from '../../../base/assertNever.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { SecurityScheme } from '../../../ir/endpoint.ts';
import { TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { featuresOf } from '../features.ts';
import { packageName } from '../packageName.ts';

const path = 'src/application.ts';

/** Emits what the static runtime has to know of the spec: names, port, security schemes. */
export const applicationEmitter: Emitter = {
  name: 'application',
  declare(application, symbols) {
    symbols.declare('application', path, 'application');
    if (!featuresOf(application).auth) return;
    symbols.declare('securitySchemes', path, 'securitySchemes');
    symbols.declare('adminScope', path, 'adminScope');
  },
  emit(application, symbols) {
    const file = new TsFile(symbols, {
      path,
      emitter: this.name,
      milestone: 'operations',
      stratum: 'ast',
      reason: 'Name, port and security schemes stand in the spec.',
    });
    file.add({ name: 'application', nodes: ['application'] }, describe(application));
    if (featuresOf(application).auth) {
      file.add({ name: 'securitySchemes', nodes: ['auth'] }, schemesText(application.auth.schemes));
      file.add({ name: 'adminScope', nodes: ['auth'] }, adminScopeText(application.auth.adminScope));
    }
    return [file.finish()];
  },
};

function describe({ name, infrastructure }: ApplicationIR): string {
  return `/** What the specification says of the application itself. */
export const application = { name: ${JSON.stringify(packageName(name))}, port: ${String(infrastructure.port)} };`;
}

function adminScopeText(scope: string | undefined): string {
  return `/** Callers with this scope pass every ownership check. */
export const adminScope: string | undefined = ${JSON.stringify(scope) as string | undefined ?? 'undefined'};`;
}

/** The type has the kinds that occur only, so that switches over it stay exhaustive. */
function schemesText(schemes: readonly SecurityScheme[]): string {
  const kinds = [...new Set(schemes.map(({ kind }) => kind))].map(schemeType).join(' | ');
  const entries = schemes.map((scheme) => `${JSON.stringify(scheme.name)}: ${schemeValue(scheme)},`);
  return `/** A way to prove who calls. */
export type SecurityScheme = ${kinds};

/** The security schemes by name. */
export const securitySchemes = {
${entries.join('\n')}
} as const satisfies Readonly<Record<string, SecurityScheme>>;`;
}

function schemeType(kind: SecurityScheme['kind']): string {
  return kind === 'apiKey'
    ? '{ readonly kind: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly parameter: string }'
    : `{ readonly kind: ${JSON.stringify(kind)} }`;
}

function schemeValue(scheme: SecurityScheme): string {
  switch (scheme.kind) {
    case 'jwt':
    case 'basic':
      return `{ kind: ${JSON.stringify(scheme.kind)} }`;
    case 'apiKey':
      return `{ kind: "apiKey", in: ${JSON.stringify(scheme.in)}, parameter: ${JSON.stringify(scheme.parameter)} }`;
    default:
      return assertNever(scheme);
  }
}

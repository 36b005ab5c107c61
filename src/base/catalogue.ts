import type { Diagnostic, Fix, RelatedPlace, Severity } from './diagnostic.ts';
import type { Span } from './span.ts';

/** Names of the `{parameters}` in a message template. */
type ParameterOf<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** What is declared once for each code: `message` names its parameters in braces. */
export interface DiagnosticDefinition {
  readonly severity: Severity;
  /** One line for the page of codes. */
  readonly title: string;
  readonly message: string;
  /** What a person can do about it, for the page of codes. */
  readonly help: string;
}

/** The places and repairs that may accompany a diagnostic. */
export interface DiagnosticExtras {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

/** The parameters that a message names. */
export type ArgumentsOf<Message extends string> = [ParameterOf<Message>] extends [never]
  ? Readonly<Record<string, never>>
  : Readonly<Record<ParameterOf<Message>, string | number>>;

/** A folder's codes with the one function that makes diagnostics of them; an unknown code or parameter does not compile. */
export interface Catalogue<Definitions extends Readonly<Record<string, DiagnosticDefinition>>> {
  readonly definitions: Definitions;
  report<Code extends keyof Definitions & string>(
    code: Code,
    span: Span,
    parameters: ArgumentsOf<Definitions[Code]['message']>,
    extras?: DiagnosticExtras,
  ): Diagnostic;
}

/** Makes a catalogue; call it with `as const` literals so that the parameters are typed. */
export function defineCatalogue<const Definitions extends Readonly<Record<string, DiagnosticDefinition>>>(
  definitions: Definitions,
): Catalogue<Definitions> {
  return {
    definitions,
    report(code, span, parameters, extras = {}) {
      const definition = definitions[code] as DiagnosticDefinition;
      const values: Readonly<Record<string, string | number>> = parameters;
      return {
        code,
        severity: definition.severity,
        message: definition.message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])).trimEnd(),
        span,
        related: extras.related ?? [],
        fixes: extras.fixes ?? [],
      };
    },
  };
}

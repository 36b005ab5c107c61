import type { Span } from '../base/span.ts';
import type { DomainEvent, Flow, Invariant, StateMachine } from './behavior.ts';
import type { Endpoint, SecurityScheme } from './endpoint.ts';
import type { Entity } from './entity.ts';
import type { NamedSchema } from './schema.ts';

/** Version of the IR's shape; a change that breaks stored IRs increases it. */
export const irVersion = 1;

/**
 * What an application is, whatever it was written in and whatever it is generated to.
 * Determined by its fields alone: no disk, no lifetime, no input format.
 */
export interface ApplicationIR {
  readonly kind: 'application';
  readonly irVersion: typeof irVersion;
  /** kebab-case; names the package, the database and the containers. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** URL prefix before every path, `''` or `/v1`. */
  readonly basePath: string;
  readonly entities: readonly Entity[];
  readonly schemas: readonly NamedSchema[];
  readonly endpoints: readonly Endpoint[];
  readonly flows: readonly Flow[];
  readonly stateMachines: readonly StateMachine[];
  readonly invariants: readonly Invariant[];
  readonly events: readonly DomainEvent[];
  readonly auth: Auth;
  readonly infrastructure: Infrastructure;
  /** What the spec has and DevMatrix does not generate: callbacks, webhooks, links. */
  readonly notGenerated: readonly { readonly what: string; readonly reason: string; readonly span: Span }[];
  readonly span: Span;
}

export interface Auth {
  readonly schemes: readonly SecurityScheme[];
  /** A caller with this scope passes every ownership check. */
  readonly adminScope?: string;
}

export interface Infrastructure {
  readonly database: { readonly kind: 'postgresql'; readonly version: number };
  /** Port of the app inside and outside its container. */
  readonly port: number;
  readonly metrics: boolean;
  readonly rateLimitPerMinute?: number;
}

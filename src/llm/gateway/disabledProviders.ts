import type { TimePort } from '../ports.ts';
import type { EventSink } from './parts.ts';

/** Providers that refused our key or our account: nobody asks them again before their settings change. */
export class DisabledProviders {
  readonly #reasons = new Map<string, string>();
  readonly #time: TimePort;
  readonly #events: EventSink;

  constructor(time: TimePort, events: EventSink) {
    this.#time = time;
    this.#events = events;
  }

  reason(provider: string): string | undefined {
    return this.#reasons.get(provider);
  }

  /** Whether it was in use before. */
  disable(provider: string, reason: string): boolean {
    if (this.#reasons.has(provider)) return false;
    this.#reasons.set(provider, reason);
    this.#events.emit({ kind: 'provider.disabled', at: this.#time.now(), provider, reason });
    return true;
  }

  enable(provider: string): void {
    if (this.#reasons.delete(provider)) this.#events.emit({ kind: 'provider.enabled', at: this.#time.now(), provider, reason: 'settings changed' });
  }

  all(): readonly { readonly provider: string; readonly reason: string }[] {
    return [...this.#reasons].map(([provider, reason]) => ({ provider, reason }));
  }
}

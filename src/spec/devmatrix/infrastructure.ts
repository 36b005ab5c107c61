import type { Infrastructure } from '../../ir/application.ts';
import { asBoolean, asNumber, valueOf, type SourceNode } from '../source.ts';

/** Reads `infrastructure`. */
export function readInfrastructure(root: SourceNode): Infrastructure {
  const node = valueOf(root, 'infrastructure');
  const rate = valueOf(node, 'rateLimit');
  const rateLimit = asNumber(rate) ?? asNumber(valueOf(rate, 'perMinute'));
  const database = valueOf(node, 'database');
  return {
    database: { kind: 'postgresql', version: asNumber(valueOf(database, 'version')) ?? 17 },
    port: asNumber(valueOf(node, 'port')) ?? 3000,
    metrics: asBoolean(valueOf(node, 'metrics')) ?? true,
    ...(rateLimit === undefined ? {} : { rateLimitPerMinute: rateLimit }),
  };
}

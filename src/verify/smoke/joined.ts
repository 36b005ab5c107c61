import type { Json } from '../../base/json.ts';
import { deepEqual } from '../../semantics/evaluate.ts';
import type { Call } from '../../semantics/types.ts';
import { fitsUrl } from './cases/parameterEdges.ts';
import { isRecord } from './inspectResponse.ts';
import type { NamedCall } from './session.ts';
import type { Suite } from './suite.ts';

/** A call that differs from a valid one in one named part of its input, and what the app must say of it. */
interface Broken extends NamedCall {
  /** Where the part stands: what is read together, is reported together. */
  readonly where: 'query' | 'headers' | 'body';
  readonly name: string;
  readonly paths: readonly string[];
}

/**
 * Fewer calls with the same power: the app reports every broken part of a query, of the headers and of a body, so that
 * one call can break each part once. Calls that differ from the valid one otherwise stay as they are.
 */
export function joined(suite: Suite, valid: Call, calls: readonly NamedCall[]): readonly NamedCall[] {
  const rounds = new Map<string, Broken[]>();
  const alone: NamedCall[] = [];
  const turns = new Map<string, number>();
  for (const named of calls) {
    const broken = brokenPart(suite, valid, named);
    if (broken === undefined) {
      alone.push(named);
      continue;
    }
    const part = `${broken.where} ${broken.name}`;
    const turn = turns.get(part) ?? 0;
    turns.set(part, turn + 1);
    const round = `${broken.where} ${turn}`;
    rounds.set(round, [...(rounds.get(round) ?? []), broken]);
  }
  return [...alone, ...[...rounds.values()].flatMap((round) => joinedOnce(suite, valid, round))];
}

function brokenPart(suite: Suite, valid: Call, { check, call }: NamedCall): Broken | undefined {
  const places = (['path', 'query', 'headers'] as const).flatMap((where) => differentKeys(valid[where], call[where]).map((name) => ({ where, name })));
  const bodies = isRecord(valid.body) && isRecord(call.body) ? differentKeys(valid.body, call.body).map((name) => ({ where: 'body' as const, name })) : [];
  const [place, ...others] = [...places, ...bodies];
  if (place === undefined || others.length > 0 || place.where === 'path') return undefined;
  if (bodies.length === 0 && valid.body !== call.body && !deepEqual(valid.body ?? null, call.body ?? null)) return undefined;
  const { paths, status } = suite.session.preview(call);
  return paths.length === 1 && (status === 400 || status === 422) ? { check, call, ...place, where: place.where, paths } : undefined;
}

function differentKeys(a: Readonly<Record<string, Json>>, b: Readonly<Record<string, Json>>): readonly string[] {
  if (a === b) return [];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => Object.hasOwn(a, key) !== Object.hasOwn(b, key) || (a[key] !== b[key] && !deepEqual(a[key] ?? null, b[key] ?? null)));
}

function joinedOnce(suite: Suite, valid: Call, round: readonly Broken[]): readonly NamedCall[] {
  if (round.length < 2) return round;
  const call = round.reduce((made, broken): Call => ({ ...made, [broken.where]: withPart(made[broken.where], broken) }), valid);
  const paths = round.flatMap((broken) => broken.paths);
  const predicted = suite.session.preview(call).paths;
  // What the model would not report together goes one by one; what no server reads together, in halves.
  if (!paths.every((path) => predicted.includes(path))) return round;
  if (!fitsUrl(call.query)) return [round.slice(0, round.length / 2), round.slice(round.length / 2)].flatMap((half) => joinedOnce(suite, valid, half));
  return [{ check: round.map(({ check }) => check).join(', '), call, paths }];
}

function withPart(record: Json | undefined, { call, where, name }: Broken): Readonly<Record<string, Json>> {
  const source = call[where] as Readonly<Record<string, Json>>;
  const rest = Object.fromEntries(Object.entries(record as Readonly<Record<string, Json>>).filter(([key]) => key !== name));
  return Object.hasOwn(source, name) ? { ...rest, [name]: source[name] ?? null } : rest;
}

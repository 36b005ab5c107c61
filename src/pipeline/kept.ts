import type { Codec } from '../targets/facts/factMemory.ts';
import type { Ports } from './ports.ts';

/** Keeps values between runs, for this user on this machine. What cannot be kept, or is damaged, is not there. */
export interface KeptPort extends Codec {
  read(name: string): unknown;
  keep(name: string, value: unknown): void;
}

/** Where something is kept: the same name gives it back as long as the build and all parts are the same. */
export interface KeptPlace {
  read(): unknown;
  keep(value: unknown): void;
}

/** The place for something that is made of these parts by this build; undefined when nothing is kept, such as by a program that runs from its sources. */
export function keptPlace({ kept, build, hash }: Pick<Ports, 'build' | 'hash'> & { readonly kept?: KeptPort | undefined }, kind: string, parts: readonly unknown[]): KeptPlace | undefined {
  if (kept === undefined || build === undefined) return undefined;
  const name = `${kind}-${hash.sha256(JSON.stringify([build, ...parts]))}`;
  return { read: () => kept.read(name), keep: (value) => { kept.keep(name, value); } };
}

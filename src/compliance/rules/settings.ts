import type { Span } from '../../base/span.ts';
import type { SettingFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, gapOf, type Rule, startOf } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex } from '../irIndex.ts';

/** Settings have the values of the spec. Further ones do no harm, unless they admit callers. */
export const settings: Rule = (comparison) => {
  const { expected, actual } = comparison;
  const isSame = expected.settings.length === actual.settings.length
    && expected.settings.every(({ key, value }, index) => actual.settings[index]?.key === key && actual.settings[index].value === value);
  return isSame ? [] : [...missing(comparison), ...contradictions(comparison), ...unrequested(comparison)];
};

type Settings = ReadonlyMap<string, SettingFact>;

function byKey(settingFacts: readonly SettingFact[]): Settings {
  return new Map(settingFacts.map((setting) => [setting.key, setting]));
}

/** Settings that are missing as a whole are told once. */
function missing({ expected, actual, index }: Comparison): readonly Gap[] {
  const found = byKey(actual.settings);
  const names = new Set(actual.settings.map(({ key }) => constantIn(key)));
  const gone = expected.settings.filter(({ key }) => !found.has(key) && (constantIn(key) === undefined || names.has(constantIn(key))));
  if (gone.length === 0) return [];
  const there = new Set(expected.settings.filter(({ key }) => found.has(key)).flatMap(({ key }) => outerKeys(key)));
  const told = new Map<string, SettingFact>();
  for (const setting of gone) {
    const whole = outerKeys(setting.key).find((outer) => !there.has(outer)) ?? setting.key;
    if (!told.has(whole)) told.set(whole, setting);
  }
  return [...told].map(([key, setting]) => gapOf('DM4601', 'missing', {
    key: `setting:${key}`, spec: specOf(setting, index), expected: setting.at, at: placeOf(setting, expected.settings, found),
  }, { name: key, expected: key === setting.key ? short(setting.value) : 'there' }));
}

/** The constant that a setting is a part of. One that is gone is no gap: what used it says what it held. */
function constantIn(key: string): string | undefined {
  return /^constants\.[^.[]+/.exec(key)?.[0];
}

/** What a setting is a part of, outermost first, itself last; operations of an API are parts of their path. */
function outerKeys(key: string): readonly string[] {
  const hash = key.indexOf('#');
  const [prefix, rest] = [key.slice(0, hash + 1), key.slice(hash + 1)];
  const path = /^[A-Z]+ (?<path>\/\S*)/.exec(rest)?.groups?.['path'];
  const ends = [...rest.matchAll(/[.[ ]/g)].map(({ index }) => index).filter((end) => path === undefined || end > rest.indexOf(path));
  return [...(hash === -1 ? [] : [key.slice(0, hash)]), ...(path === undefined ? [] : [`${prefix}${path}`]), ...ends.map((end) => `${prefix}${rest.slice(0, end)}`), key];
}

interface Contradiction {
  readonly wanted: SettingFact;
  readonly found: SettingFact;
}

function contradictions({ expected, actual, index }: Comparison): readonly Gap[] {
  const found = byKey(actual.settings);
  const all = expected.settings.flatMap((wanted): Contradiction[] => {
    const other = found.get(wanted.key);
    return other === undefined || other.value === wanted.value ? [] : [{ wanted, found: other }];
  });
  return all.filter((one) => !all.some((other) => follows(one, other))).map(({ wanted, found: other }) => gapOf('DM4602', 'contradicts', {
    key: `setting:${wanted.key}`, spec: specOf(wanted, index), expected: wanted.at, at: other.at, actual: other.at,
  }, { name: wanted.key, expected: short(wanted.value), actual: short(other.value) }));
}

/** A setting of another file that only takes over what a wrong one says. */
function follows({ wanted, found }: Contradiction, source: Contradiction): boolean {
  if (source.wanted.key === wanted.key || source.found.at.file === found.at.file || source.found.value.length >= found.value.length) return false;
  return found.value.replaceAll(source.found.value, source.wanted.value) === wanted.value;
}

function unrequested({ expected, actual, index }: Comparison): readonly Gap[] {
  const wanted = byKey(expected.settings);
  return actual.settings.filter(({ key }) => !wanted.has(key) && admitsCallers(key)).map((setting) =>
    gapOf('DM4603', 'unrequested', { key: `setting:${setting.key}`, spec: specOf(setting, index), at: setting.at, actual: setting.at }, { name: setting.key, actual: short(setting.value) }));
}

function admitsCallers(key: string): boolean {
  return /^(securitySchemes|adminScope)\b/.test(key);
}

/** Behind the setting before it that is there, in its file; else the start of the file. */
function placeOf(setting: SettingFact, all: readonly SettingFact[], found: Settings): Span {
  const before = all.slice(0, all.indexOf(setting)).reverse().filter(({ at }) => at.file === setting.at.file).map(({ key }) => found.get(key)).find((other) => other !== undefined);
  return before === undefined ? startOf(setting.at.file) : { ...before.at, start: before.at.end };
}

function specOf({ key }: SettingFact, index: IrIndex): Span {
  const { application } = index;
  const scheme = application.auth.schemes.find(({ name }) => key.startsWith(`securitySchemes.${name}`) || key === `securitySchemes["${name}"]`);
  const endpoint = application.endpoints.find((candidate) => key.includes(`#${candidate.key}`) && /[ .]|$/.test(key.charAt(key.indexOf(candidate.key) + candidate.key.length)));
  return scheme?.span ?? endpoint?.span ?? index.root;
}

const longest = 80;

function short(value: string): string {
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}

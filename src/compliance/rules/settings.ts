import type { Span } from '../../base/span.ts';
import type { SettingFact } from '../../targets/facts/appFacts.ts';
import { gapOf, type Rule, startOf } from '../comparison.ts';
import type { IrIndex } from '../irIndex.ts';

/** Settings have the values of the spec. Further ones do no harm, unless they admit callers. */
export const settings: Rule = ({ expected, actual, index }) => {
  const found = new Map(actual.settings.map((setting) => [setting.key, setting]));
  const wanted = new Set(expected.settings.map(({ key }) => key));
  const gone = expected.settings.filter(({ key }) => !found.has(key)).map(({ key }) => key);
  return [
    ...expected.settings.filter(({ key }) => !isInside(key, gone)).flatMap((setting) => {
      const other = found.get(setting.key);
      const places = { key: `setting:${setting.key}`, spec: specOf(setting, index), expected: setting.at };
      const name = setting.key;
      if (other === undefined) return [gapOf('DM4601', 'missing', { ...places, at: placeOf(setting, expected.settings, found) }, { name, expected: short(setting.value) })];
      if (other.value === setting.value) return [];
      return [gapOf('DM4602', 'contradicts', { ...places, at: other.at, actual: other.at }, { name, expected: short(setting.value), actual: short(other.value) })];
    }),
    ...actual.settings.filter(({ key }) => !wanted.has(key) && admitsCallers(key)).map((setting) =>
      gapOf('DM4603', 'unrequested', { key: `setting:${setting.key}`, spec: specOf(setting, index), at: setting.at, actual: setting.at }, { name: setting.key, actual: short(setting.value) })),
  ];
};

/** A setting inside of one that is missing as a whole. */
function isInside(key: string, gone: readonly string[]): boolean {
  return gone.some((outer) => key.length > outer.length && key.startsWith(outer) && /[.[]/.test(key.charAt(outer.length)));
}

function admitsCallers(key: string): boolean {
  return /^(securitySchemes|adminScope)\b/.test(key);
}

/** Behind the setting before it that is there, in its file; else the start of the file. */
function placeOf(setting: SettingFact, all: readonly SettingFact[], found: ReadonlyMap<string, SettingFact>): Span {
  const before = all.slice(0, all.indexOf(setting)).reverse().filter(({ at }) => at.file === setting.at.file).map(({ key }) => found.get(key)).find((other) => other !== undefined);
  return before === undefined ? startOf(setting.at.file) : { ...before.at, start: before.at.end };
}

function specOf({ key }: SettingFact, index: IrIndex): Span {
  const { application } = index;
  const scheme = application.auth.schemes.find(({ name }) => key.startsWith(`securitySchemes.${name}`) || key === `securitySchemes["${name}"]`);
  return scheme?.span ?? index.root;
}

const longest = 80;

function short(value: string): string {
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}

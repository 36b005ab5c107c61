import type { Verdict } from './judge.ts';
import { type Interval, wilson } from '../../src/base/wilson.ts';
import { percentile, youden } from './score.ts';

/** What has to be reached. */
const bars = { recall: 0.99, specificity: 0.99, exact: 0.97, repair: 0.98 } as const;

const percent = (rate: number): string => (Number.isNaN(rate) ? '–' : `${(100 * rate).toFixed(1)} %`);
const interval = ({ rate, low, high }: Interval): string => `${percent(rate)} (${percent(low)} – ${percent(high)})`;
const share = (hits: number, total: number): string => (total === 0 ? '–' : `${String(hits)}/${String(total)}`);
const isDetected = ({ missed }: Verdict): boolean => missed.length === 0;
const isExact = (verdict: Verdict): boolean => isDetected(verdict) && verdict.extra.length === 0;
const isSilent = ({ extra, crash }: Verdict): boolean => extra.length === 0 && crash === undefined;

export interface SubjectTimes {
  readonly subject: string;
  readonly files: number;
  readonly baselineGaps: number;
  readonly fullMs: number;
}

export interface Samples {
  /** Repaired apps with the errors that their own compiler has for them. */
  readonly types: readonly { readonly mutant: string; readonly errors: readonly string[] }[];
  readonly smoke: readonly { readonly mutant: string; readonly failure: string | undefined }[];
}

/** Prints the tables; gives what is below its bar. */
export function printReport(verdicts: readonly Verdict[], times: readonly SubjectTimes[], samples: Samples): readonly string[] {
  const defects = verdicts.filter(({ kind }) => kind === 'defect');
  const benign = verdicts.filter(({ kind }) => kind === 'benign');
  printOperators(defects, benign);
  for (const { subject, files, baselineGaps, fullMs } of times) console.log(`${subject}: ${String(files)} files, ${String(baselineGaps)} gaps before any change, first check ${fullMs.toFixed(0)} ms`);
  const recall = wilson(defects.filter(isDetected).length, defects.length);
  const specificity = wilson(benign.filter(isSilent).length, benign.length);
  const exact = wilson(defects.filter(isExact).length, defects.length);
  const repairs = defects.flatMap(({ repair }) => (repair === undefined ? [] : [repair]));
  const mended = wilson(repairs.filter((repair) => repair.mended && repair.kept && repair.stable).length, repairs.length);
  const typeErrors = samples.types.filter(({ errors }) => errors.length > 0);
  const smokeFailures = samples.smoke.filter(({ failure }) => failure !== undefined);
  const sum = (list: readonly Verdict[], of: (verdict: Verdict) => number): number => list.reduce((total, verdict) => total + of(verdict), 0);
  const checks = verdicts.map(({ checkMs }) => checkMs);
  const repairTimes = repairs.flatMap(({ ms }) => ms);
  console.log('');
  console.log(`defects            ${String(defects.length)} of ${String(new Set(defects.map(({ operator }) => operator)).size)} operators; benign changes ${String(benign.length)} of ${String(new Set(benign.map(({ operator }) => operator)).size)}`);
  console.log(`recall             ${interval(recall)}   gaps: ${share(sum(defects, ({ expected, missed }) => expected - missed.length), sum(defects, ({ expected }) => expected))}`);
  console.log(`specificity        ${interval(specificity)}`);
  console.log(`Youden's J         ${youden(recall, specificity).rate.toFixed(3)} (${youden(recall, specificity).low.toFixed(3)} – ${youden(recall, specificity).high.toFixed(3)})`);
  console.log(`exact set          ${interval(exact)}`);
  console.log(`place              ${share(sum(defects, ({ localised }) => localised), sum(defects, ({ matched }) => matched))} of the gaps touch the lines that were changed`);
  console.log(`repair             ${interval(mended)}   mended ${share(repairs.filter((repair) => repair.mended).length, repairs.length)}, hand edits kept ${share(repairs.filter((repair) => repair.kept).length, repairs.length)}, second repair changes nothing ${share(repairs.filter((repair) => repair.stable).length, repairs.length)}, byte by byte as before ${share(repairs.filter((repair) => repair.identical).length, repairs.length)}`);
  if (samples.types.length > 0) console.log(`types              ${share(samples.types.length - typeErrors.length, samples.types.length)} repaired apps have no new type error`);
  if (samples.smoke.length > 0) console.log(`smoke              ${share(samples.smoke.length - smokeFailures.length, samples.smoke.length)} repaired apps pass the smoke test`);
  console.log(`check              p50 ${percentile(checks, 0.5).toFixed(1)} ms, p95 ${percentile(checks, 0.95).toFixed(1)} ms after an edit; repair p50 ${percentile(repairTimes, 0.5).toFixed(1)} ms, p95 ${percentile(repairTimes, 0.95).toFixed(1)} ms`);
  const restored = verdicts.filter((verdict) => !verdict.restored);
  return [
    ...below('recall', recall.rate, bars.recall), ...below('specificity', specificity.rate, bars.specificity), ...below('exact set', exact.rate, bars.exact), ...below('repair', mended.rate, bars.repair),
    ...times.filter(({ baselineGaps }) => baselineGaps > 0).map(({ subject, baselineGaps }) => `${subject} has ${String(baselineGaps)} gaps before any change`),
    ...verdicts.filter(({ crash }) => crash !== undefined).slice(0, 5).map(({ mutant }) => `the checker crashed on ${mutant}`),
    ...(restored.length === 0 ? [] : [`${String(restored.length)} times the report was not as before when the change was taken back`]),
    ...typeErrors.slice(0, 5).map(({ mutant, errors }) => `the repair of ${mutant} has a type error: ${errors[0] ?? ''}`),
    ...smokeFailures.slice(0, 5).map(({ mutant, failure }) => `the repaired ${mutant} fails: ${failure ?? ''}`),
  ];
}

function below(what: string, rate: number, bar: number): string[] {
  return rate >= bar || Number.isNaN(rate) ? [] : [`${what} ${percent(rate)} is below ${percent(bar)}`];
}

function printOperators(defects: readonly Verdict[], benign: readonly Verdict[]): void {
  console.log(`\n${'defect'.padEnd(36)} ${'found'.padStart(8)} ${'exact'.padStart(8)} ${'place'.padStart(8)} ${'repaired'.padStart(9)}`);
  for (const [operator, own] of byOperator(defects)) {
    const repairs = own.flatMap(({ repair }) => (repair === undefined ? [] : [repair]));
    const places = own.reduce((total, { matched }) => total + matched, 0);
    console.log(`${operator.padEnd(36)} ${share(own.filter(isDetected).length, own.length).padStart(8)} ${share(own.filter(isExact).length, own.length).padStart(8)} ${share(own.reduce((total, { localised }) => total + localised, 0), places).padStart(8)} ${share(repairs.filter((repair) => repair.mended && repair.kept && repair.stable).length, repairs.length).padStart(9)}`);
  }
  console.log(`\n${'benign change'.padEnd(36)} ${'silent'.padStart(8)}`);
  for (const [operator, own] of byOperator(benign)) console.log(`${operator.padEnd(36)} ${share(own.filter(isSilent).length, own.length).padStart(8)}`);
  console.log('');
}

function byOperator(verdicts: readonly Verdict[]): ReadonlyMap<string, readonly Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) groups.set(verdict.operator, [...(groups.get(verdict.operator) ?? []), verdict]);
  return groups;
}

/** One failing mutant of each operator and kind of failure, with what was changed. */
export function failuresOf(verdicts: readonly Verdict[], diffOf: (mutant: string) => string): string {
  const parts: string[] = [];
  for (const [operator, own] of byOperator(verdicts)) {
    const kinds: readonly (readonly [string, (verdict: Verdict) => boolean])[] = [
      ['crash', ({ crash }) => crash !== undefined],
      ['missed', (verdict) => verdict.kind === 'defect' && !isDetected(verdict) && verdict.crash === undefined],
      ['too many gaps', (verdict) => verdict.kind === 'defect' && isDetected(verdict) && verdict.extra.length > 0],
      ['false alarm', (verdict) => verdict.kind === 'benign' && !isSilent(verdict) && verdict.crash === undefined],
      ['not repaired', ({ repair }) => repair !== undefined && !repair.mended],
      ['hand edits lost', ({ repair }) => repair?.mended === true && !repair.kept],
      ['second repair changes something', ({ repair }) => repair?.mended === true && !repair.stable],
      ['not restored', ({ restored, crash }) => !restored && crash === undefined],
    ];
    for (const [kind, is] of kinds) {
      const failing = own.filter(is);
      const [first] = failing;
      if (first === undefined) continue;
      parts.push([
        `## ${operator}: ${kind} (${share(failing.length, own.length)})`, `\`${first.mutant}\``, '```diff', diffOf(first.mutant).slice(0, 1500), '```',
        ...first.missed.map((text) => `- expected: ${text}`), ...first.extra.slice(0, 6).map((text) => `- unexpected: ${text}`),
        ...(first.repair?.left.slice(0, 4).map((text) => `- left after the repair: ${text}`) ?? []), ...(first.repair?.refused.slice(0, 3).map((text) => `- refused: ${text.replaceAll('\0', ' ')}`) ?? []),
        ...(first.crash === undefined ? [] : [`- ${first.crash.split('\n').slice(0, 6).join('\n  ')}`]), `- also: ${failing.slice(1, 4).map(({ mutant }) => mutant).join('; ')}`, '',
      ].join('\n'));
    }
  }
  return parts.join('\n');
}

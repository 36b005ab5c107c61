import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { listAppFiles, readAppFile } from '../node/appFiles.ts';
import { nodePorts } from '../node/nodePorts.ts';
import { specFiles } from '../node/specFiles.ts';
import { type KeepingChecker, openAppChecker } from '../pipeline/appChecker.ts';
import { hasErrors, type LoadedSpec, loadSpec, locateAll } from '../pipeline/loadSpec.ts';
import { bookedApplication } from '../pipeline/unitBook.ts';
import { targetNamed } from './targets.ts';
import { paint, say, sayDiagnostics, UsageError } from './terminal.ts';

/** An app on disk beside its spec, ready to be compared. */
export interface OpenedApp {
  readonly checker: KeepingChecker;
  readonly spec: LoadedSpec;
  readonly texts: ReadonlyMap<string, string>;
  readonly timingMs: { readonly spec: number; readonly expected: number; readonly read: number };
}

/** Reads the spec and the app; undefined when the spec has errors, which are told. Throws a UsageError when there is no app. */
export async function openApp(specPath: string, app: string | undefined, target: string): Promise<OpenedApp | undefined> {
  if (app === undefined) throw new UsageError('Which app? Give its folder with --app DIR.');
  if (!existsSync(app)) throw new UsageError(`There is no folder ${app}. Generate the app first: devmatrix generate ${specPath} --out ${app}`);
  const clock = stopwatch();
  const spec = loadSpec(specFiles(specPath));
  const specMs = clock();
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) {
    sayDiagnostics(locateAll(spec.diagnostics, spec));
    say(paint('red', 'Nothing was compared: the spec has errors.'));
    return undefined;
  }
  const folder = resolve(app);
  const lazy = targetNamed(target);
  const booked = await bookedApplication(application, { root: folder, target: lazy }, nodePorts);
  if ('code' in booked) {
    sayDiagnostics(locateAll([booked], spec));
    return undefined;
  }
  const checker = await openAppChecker({ ...booked, spec, target: lazy, folder }, nodePorts);
  const expectedMs = clock();
  const texts = new Map(listAppFiles(app).flatMap((path) => {
    const text = readAppFile(app, path);
    return text === undefined ? [] : [[path, text] as const];
  }));
  for (const [path, text] of texts) checker.updateFile(path, text);
  return { checker, spec, texts, timingMs: { spec: specMs, expected: expectedMs, read: clock() } };
}

/** Gives at each call the milliseconds since the last one, to two digits. */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return Math.round(passed * 100) / 100;
  };
}

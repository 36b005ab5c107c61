import { lensesOf } from './compliance/lenses.ts';
import { codeOf as codeAt, placesOf as placesAt, specOf as specAt } from './compliance/lookups.ts';
import { openChecker } from './compliance/openChecker.ts';
import { repairOf, repairsOfApp, repairsOfFile, specChangeFor } from './compliance/repairs.ts';
import { AppSession } from './compliance/session.ts';
import { watchApp } from '../../node/watchApp.ts';
import type { AppKey, CheckedApp, ComplianceRequests } from './complianceRequests.ts';
import type { RequestContext } from './requests.ts';

type Params<N extends keyof ComplianceRequests> = ComplianceRequests[N]['params'];
type Result<N extends keyof ComplianceRequests> = Promise<ComplianceRequests[N]['result']>;

/** Texts of open documents by whole path; they stand before what is on disk. */
const texts = new Map<string, string>();
const sessions = new Map<string, AppSession>();

export function noteChanges({ texts: opened, files }: Params<'noteChanges'>): Promise<undefined> {
  for (const { path, text } of opened) {
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
  }
  for (const session of sessions.values()) {
    for (const { path } of opened) session.note(path);
    for (const path of files) session.note(path);
  }
  return Promise.resolve(undefined);
}

export async function watchFiles({ app }: Params<'watchApp'>, { signal, progress }: RequestContext<'watchApp'>): Promise<undefined> {
  const stop = watchApp(app, (files) => { progress({ files }); });
  try {
    await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }); });
  } finally {
    stop();
  }
  return undefined;
}

export async function checkApp({ look, ...key }: Params<'checkApp'>): Promise<CheckedApp> {
  const session = sessionOf(key);
  if (look === 'all') session.noteAll();
  const checked = await session.check();
  session.rehearse(sessions.size === 1 ? 'much' : 'little');
  return checked;
}

export function forgetApp(key: Params<'forgetApp'>): Promise<undefined> {
  sessions.delete(nameOf(key));
  return Promise.resolve(undefined);
}

export async function repairGap(params: Params<'repairGap'>): Result<'repairGap'> {
  return await sessionOf(params).ask((checked) => repairOf(checked, params.gap)) ?? { kind: 'gone' };
}

export async function changeSpec(params: Params<'changeSpec'>): Result<'changeSpec'> {
  return await sessionOf(params).ask((checked) => specChangeFor(checked, params.gap)) ?? { kind: 'gone' };
}

export async function repairFile(params: Params<'repairFile'>): Result<'repairFile'> {
  return await sessionOf(params).ask((checked) => {
    const file = checked.texts.relative(params.path);
    return file === undefined ? nothing : repairsOfFile(checked, file);
  }) ?? nothing;
}

export async function repairApp(params: Params<'repairApp'>): Result<'repairApp'> {
  return await sessionOf(params).ask(repairsOfApp) ?? nothing;
}

export function complianceTree({ known, only, ...key }: Params<'complianceTree'>): Result<'complianceTree'> {
  return sessionOf(key).tree(known, only);
}

export async function specLenses(params: Params<'specLenses'>): Result<'specLenses'> {
  return await sessionOf(params).ask((checked) => lensesOf(checked, params.path)) ?? [];
}

export function specOf(params: Params<'specOf'>): Result<'specOf'> {
  return sessionOf(params).ask((checked) => specAt(checked, params.app, params.path, params.offset));
}

export function codeOf(params: Params<'codeOf'>): Result<'codeOf'> {
  return sessionOf(params).ask((checked) => codeAt(checked, params.path, params.offset));
}

export function placesOf(params: Params<'placesOf'>): Result<'placesOf'> {
  return sessionOf(params).ask((checked) => placesAt(checked, params.node));
}

const nothing: ComplianceRequests['repairApp']['result'] = { changes: { edits: [], newFiles: [] }, files: [], rounds: 0, fixed: [], remaining: 0, refused: [] };

function sessionOf({ spec, app }: AppKey): AppSession {
  const name = nameOf({ spec, app });
  const session = sessions.get(name) ?? new AppSession({ spec, app }, texts, openChecker);
  sessions.set(name, session);
  return session;
}

function nameOf({ spec, app }: AppKey): string {
  return `${spec}\0${app}`;
}

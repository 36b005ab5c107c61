import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { AtomFinding } from '../../ir/atom.ts';
import type { CandidateModule, CandidateTypes } from '../../pipeline/atoms/judgeAnswers.ts';
import { Together } from '../../pipeline/atoms/together.ts';
import { candidateFinding } from './catalogue.ts';
import { LanguageServer, type ServerCommand, type ServerDiagnostic } from './languageServer.ts';

/** The compiler of an app as a server that stays; `close` ends it. */
export interface OpenCandidateTypes extends CandidateTypes {
  /** Reads the app, so that the first candidate waits no longer than the others. */
  warm(): Promise<void>;
  close(): void;
}

export interface CandidateTypesOptions {
  /** The app's folder with its dependencies; candidates get files of their own in it. */
  readonly folder: string;
  /** Folders in it where candidates will stand: `src/workflows`. */
  readonly places: readonly string[];
}

/** Candidates that are checked at once in one folder of the app: what they share is worked out once. */
const slotsPerPlace = 12;
const timeoutMs = 120_000;
/** The server is started anew after so many groups: what it keeps of old texts goes. */
const groupsPerServer = 400;
const mostFindings = 6;

/** Undefined when the app's compiler is none that can stay: its dependencies are not there, or it is older than TypeScript 7. */
export function openCandidateTypes({ folder, places }: CandidateTypesOptions): OpenCandidateTypes | undefined {
  const command = serverCommand(folder);
  if (command === undefined) return undefined;
  const slots = new Map(places.map((place) => [place, slotFiles(folder, place)]));
  const service = new TypeService(command, slots);
  const together = new Together<CandidateModule, readonly AtomFinding[]>((modules, signal) => service.check(modules, signal));
  return {
    check: (module, signal) => together.ask(module, signal),
    warm: () => service.warm(),
    close: () => { service.close(); },
  };
}

/** The server of the app's own compiler: the native program, without the Node around it. */
function serverCommand(folder: string): ServerCommand | undefined {
  const manifest = join(folder, 'node_modules', 'typescript', 'package.json');
  if (!existsSync(manifest)) return undefined;
  try {
    const program = createRequire(manifest).resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
    const command = join(dirname(program), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
    // It lives for one run: less often collected, it takes a third of the time.
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], GOGC: '400', GOMEMLIMIT: '1500MiB' };
    return existsSync(command) ? { command, args: ['--lsp', '--stdio'], cwd: folder, env } : undefined;
  } catch {
    return undefined;
  }
}

interface Slot {
  readonly uri: string;
  version: number;
}

function slotFiles(folder: string, place: string): readonly Slot[] {
  mkdirSync(join(folder, place), { recursive: true });
  return Array.from({ length: slotsPerPlace }, (_, index) => {
    const path = join(folder, place, `candidate${String(index + 1)}.ts`);
    writeFileSync(path, 'export {};\n');
    return { uri: pathToFileURL(path).href, version: 0 };
  });
}

/** Checks groups of candidates, one group at a time. */
class TypeService {
  readonly #command: ServerCommand;
  readonly #slots: ReadonlyMap<string, readonly Slot[]>;
  #server: LanguageServer | undefined;
  #groups = 0;

  constructor(command: ServerCommand, slots: ReadonlyMap<string, readonly Slot[]>) {
    this.#command = command;
    this.#slots = slots;
  }

  async warm(): Promise<void> {
    const first = [...this.#slots.values()][0]?.[0];
    const server = await this.#opened();
    if (first !== undefined) await server.request('textDocument/diagnostic', { textDocument: { uri: first.uri } }, timeoutMs);
  }

  close(): void {
    this.#server?.kill();
    this.#server = undefined;
  }

  async check(modules: readonly CandidateModule[], signal: CancelSignal): Promise<readonly (readonly AtomFinding[])[]> {
    const findings = new Map<CandidateModule, readonly AtomFinding[]>();
    for (let rest = modules; rest.length > 0; rest = rest.filter((module) => !findings.has(module))) {
      if (signal.aborted) throw new Error('Cancelled.');
      for (const [module, found] of await this.#checkGroup(this.#group(rest))) findings.set(module, found);
    }
    return modules.map((module) => findings.get(module) ?? []);
  }

  /** As many as have a slot, each with its own. */
  #group(modules: readonly CandidateModule[]): ReadonlyMap<CandidateModule, Slot> {
    const taken = new Map<string, number>();
    const group = new Map<CandidateModule, Slot>();
    for (const module of modules) {
      const place = posix.dirname(module.path);
      const slots = this.#slots.get(place);
      if (slots === undefined) throw new Error(`No candidate can stand in ${place}.`);
      const slot = slots[taken.get(place) ?? 0];
      taken.set(place, (taken.get(place) ?? 0) + 1);
      if (slot !== undefined) group.set(module, slot);
    }
    return group;
  }

  async #checkGroup(group: ReadonlyMap<CandidateModule, Slot>): Promise<ReadonlyMap<CandidateModule, readonly AtomFinding[]>> {
    try {
      return await this.#ask(group);
    } catch {
      // Once more with a new server: whatever was in the way of the old one is gone with it.
      this.close();
      return this.#ask(group);
    }
  }

  async #ask(group: ReadonlyMap<CandidateModule, Slot>): Promise<ReadonlyMap<CandidateModule, readonly AtomFinding[]>> {
    const server = await this.#opened();
    for (const [{ text }, slot] of group) {
      slot.version += 1;
      server.notify('textDocument/didChange', { textDocument: { uri: slot.uri, version: slot.version }, contentChanges: [{ text }] });
    }
    const answers = await Promise.all([...group].map(async ([module, { uri }]) => {
      const answer = await server.request('textDocument/diagnostic', { textDocument: { uri } }, timeoutMs);
      return [module, typeFindings((answer as { readonly items?: readonly ServerDiagnostic[] }).items ?? [], module)] as const;
    }));
    this.#groups += 1;
    return new Map(answers);
  }

  async #opened(): Promise<LanguageServer> {
    if (this.#groups >= groupsPerServer) this.close();
    if (this.#server !== undefined && !this.#server.hasEnded) return this.#server;
    const server = new LanguageServer(this.#command);
    this.#server = server;
    this.#groups = 0;
    const rootUri = pathToFileURL(this.#command.cwd).href;
    await server.request('initialize', { processId: process.pid, rootUri, initializationOptions: { disablePushDiagnostics: true }, capabilities: { textDocument: { diagnostic: {} } }, workspaceFolders: [{ uri: rootUri, name: 'app' }] }, timeoutMs);
    server.notify('initialized', {});
    for (const slot of [...this.#slots.values()].flat()) {
      slot.version = 1;
      server.notify('textDocument/didOpen', { textDocument: { uri: slot.uri, languageId: 'typescript', version: 1, text: 'export {};\n' } });
    }
    return server;
  }
}

function typeFindings(diagnostics: readonly ServerDiagnostic[], module: CandidateModule): readonly AtomFinding[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ severity }) => severity === undefined || severity === 1).flatMap(({ range, code, message }) => {
    const line = module.answerLine(range.start.line + 1);
    const text = shortened(message);
    const key = `${String(line)} ${text}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [candidateFinding('types', 'DM5070', { problem: text, code: `TS${String(code ?? '')}` }, line)];
  }).slice(0, mostFindings);
}

const mostOfType = 160;

/** Messages name whole types: of a long one its beginning is enough. */
function shortened(message: string): string {
  const text = message.replace(/'((?:[^'\n]|'(?=[\w"]))*)'/g, (quoted, inner: string) => (inner.length <= mostOfType ? quoted : `'${inner.slice(0, mostOfType)} ...'`));
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return [lines[0] ?? '', ...(lines.length > 1 ? [lines.at(-1) ?? ''] : [])].join(' ').slice(0, 700);
}

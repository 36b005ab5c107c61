import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { GatewayResult } from '../../llm/gateway/gatewayResult.ts';
import type { ModelRequest } from '../../llm/gateway/modelRequest.ts';
import { fenced, quoted } from '../../llm/prompts/promptText.ts';
import { renderPrompt } from '../../llm/prompts/renderPrompt.ts';
import type { CallPurpose } from '../../llm/records/ledger.ts';
import { hasErrors, loadSpec, type LocatedDiagnostic, locateAll } from '../loadSpec.ts';
import { type OpenQuestion, readDraftAnswer } from './draftAnswer.ts';

const attempts = 4;
const mostOutputTokens = 24_000;
const mostWords = 60_000;
/** So many mistakes are told at a time: the first ones cause most of the others. */
const mostMistakes = 12;
/** The attempt from which on a stronger model is asked. */
const strongerFrom = 3;
const specName = 'draft.devmatrix.yaml';

export interface DiscoverRequest {
  /** What the person said of the application. */
  readonly words: string;
  /** A spec that is to be changed rather than begun. */
  readonly existing?: string;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  readonly purpose: Omit<CallPurpose, 'category'>;
}

export interface DiscoverPorts {
  /** Files of the templates `discover`, by path. */
  readonly templates: ReadonlyMap<string, string>;
  ask(request: ModelRequest, signal: CancelSignal): Promise<GatewayResult>;
  /** Hears how far it is: the attempt, from 1, and what was wrong with the one before. */
  readonly attempt?: (attempt: number, mistakes: readonly LocatedDiagnostic[]) => void;
}

/** A draft without errors. */
export interface Draft {
  readonly kind: 'draft';
  readonly spec: string;
  readonly application: ApplicationIR;
  readonly questions: readonly OpenQuestion[];
  readonly warnings: readonly LocatedDiagnostic[];
  readonly attempts: number;
  readonly microUsd: number;
}

/** No draft: nobody answered, or every draft had errors; `spec` and `mistakes` are those of the last one. */
export interface NoDraft {
  readonly kind: 'failed';
  readonly reason: string;
  readonly spec?: string;
  readonly mistakes: readonly LocatedDiagnostic[];
  readonly microUsd: number;
}

/** The prompt of an attempt; `last` is the draft before and what was wrong with it. */
export function discoverPrompt({ words, existing, answers }: Pick<DiscoverRequest, 'words' | 'existing' | 'answers'>, templates: ReadonlyMap<string, string>, last?: { readonly spec?: string; readonly mistakes: readonly string[] }): Pick<ModelRequest, 'system' | 'messages' | 'maxOutputTokens'> {
  const template = (name: string): string => {
    const text = templates.get(`v1/${name}.md`);
    if (text === undefined) throw new Error(`The template ${name} of discover is missing; install DevMatrix again.`);
    return text;
  };
  const user = renderPrompt(template('question'), {
    words: quoted(words, mostWords),
    existing: existing === undefined ? '' : `\n# The specification so far\n\nChange it as the person says, and leave everything else as it is.\n\n${fenced(existing, 'yaml')}\n`,
    answers: answers.length === 0 ? '' : `\n# What the person answered\n\n${answers.map(({ question, answer }) => `- ${quoted(question, 500).slice(2)}\n${quoted(answer, 2000)}`).join('\n')}\n`,
    feedback: last === undefined ? '' : `\n# Your last answer was refused\n\n${last.mistakes.map((mistake) => `- ${mistake}`).join('\n')}\n${last.spec === undefined ? '' : `\n${fenced(last.spec, 'yaml')}\n`}\nCorrect it and answer with the whole specification again.\n`,
  });
  return {
    system: [{ text: template('system'), stable: true }, { text: template('language'), stable: true }],
    messages: [{ role: 'user', parts: [{ text: user, stable: false }] }],
    maxOutputTokens: mostOutputTokens,
  };
}

/** Turns words into a spec that the spec layer takes without errors; mistakes are fed back. Nothing is written. */
export async function discover(request: DiscoverRequest, ports: DiscoverPorts, signal: CancelSignal): Promise<Draft | NoDraft> {
  let microUsd = 0;
  let last: { readonly spec?: string; readonly mistakes: readonly string[]; readonly located: readonly LocatedDiagnostic[] } | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    ports.attempt?.(attempt, last?.located ?? []);
    const wish = attempt < strongerFrom ? {} : { wish: { escalation: attempt - strongerFrom + 1 } };
    const result = await ports.ask({ ...discoverPrompt(request, ports.templates, last), ...wish, purpose: { ...request.purpose, category: 'coding', attempt } }, signal);
    microUsd += result.microUsd;
    if (result.outcome.kind !== 'ok') return failed(`No model answered: ${result.outcome.detail}`, last, microUsd);
    const { spec, questions } = readDraftAnswer(result.outcome.text);
    if (spec === undefined) {
      last = { mistakes: ['There was no whole block of YAML in it that begins with "devmatrix: 1".'], located: [] };
      continue;
    }
    const loaded = loadSpec({ main: specName, read: (path) => (path === specName ? spec : undefined) });
    const located = locateAll(loaded.diagnostics, loaded);
    if (loaded.application !== undefined && !hasErrors(loaded.diagnostics)) {
      return { kind: 'draft', spec, application: loaded.application, questions, warnings: located, attempts: attempt, microUsd };
    }
    const errors = located.filter(({ severity }) => severity === 'error');
    last = { spec, located: errors, mistakes: errors.slice(0, mostMistakes).map(({ code, line, message }) => `Line ${String(line)}: ${message} (${code})`) };
  }
  return failed('Every draft had mistakes.', last, microUsd);
}

function failed(reason: string, last: { readonly spec?: string; readonly located: readonly LocatedDiagnostic[] } | undefined, microUsd: number): NoDraft {
  return { kind: 'failed', reason, mistakes: last?.located ?? [], microUsd, ...(last?.spec === undefined ? {} : { spec: last.spec }) };
}

/** The spec with the mark that nobody has read it yet. */
export function markUnreviewed(spec: string): string {
  return spec.replace(/^devmatrix:.*$/m, (line) => `${line}\nreviewed: false`);
}

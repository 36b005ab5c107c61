import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Caller, Mismatch, Outcome } from '../../semantics/types.ts';
import type { World } from '../../semantics/world.ts';
import type { HttpRequest, HttpResponse } from '../ports.ts';
import type { CheckFailure } from '../report.ts';
import { curlOf, mintCommand } from './curl.ts';
import { type Done, type Explainer, type Explanation, findingOf } from './explain.ts';
import { describeResponse, type Finding, inspectLeak, inspectProblem, inspectProtection, inspectSuccess, jsonOf } from './inspectResponse.ts';
import type { Learned } from './learned.ts';

/** What is wrong with an answer, and why another had to come. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly explanation: Explanation;
}

export interface JudgeParts {
  readonly application: ApplicationIR;
  readonly model: World;
  readonly baseUrl: string;
  readonly learned: Learned;
  readonly explainer: Explainer;
}

/** Holds answers against what the model says, and learns from them what the app has generated. */
export class Judge {
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** `last` had changed rows before the call. */
  judge(endpoint: Endpoint, outcome: Outcome, response: HttpResponse, last: Done | undefined): Verdict {
    const mismatches: Mismatch[] = [];
    const findings = this.#findings(endpoint, outcome, response, mismatches);
    return { findings, explanation: findings.length === 0 ? {} : this.#parts.explainer.explain(endpoint, outcome, mismatches, last) };
  }

  /** What is wrong with an answer that is not known beforehand: it must be one of these statuses, and what it says must be well said. Learns from it all the same. */
  judgeOpen(endpoint: Endpoint, outcome: Outcome, response: HttpResponse, isAdmitted: (status: number) => boolean): Verdict {
    const { model, learned, application } = this.#parts;
    const leaked = [...inspectLeak(response), ...inspectProtection(response)];
    if (!isAdmitted(response.status)) return { findings: [{ expected: 'an answer within the contract', actual: describeResponse(response) }, ...leaked], explanation: {} };
    if (response.status >= 400) return { findings: [...inspectProblem(response, { status: response.status, bodyless: endpoint.method === 'HEAD' }), ...leaked], explanation: {} };
    const body = jsonOf(response);
    if (response.status === outcome.status && body !== undefined) model.compare(learned.expected(outcome), { status: response.status, headers: response.headers, body }, learned.known);
    return { findings: [...(response.status === 304 ? [] : inspectSuccess(application, endpoint, response)), ...leaked], explanation: {} };
  }

  /** The failure of a check; undefined when nothing was found. */
  failure(check: string, findings: readonly Finding[], sent: { readonly request: HttpRequest; readonly caller?: Caller | undefined; readonly explanation?: Explanation }): CheckFailure | undefined {
    const { request, caller, explanation = {} } = sent;
    if (findings.length === 0) return undefined;
    const { application, baseUrl } = this.#parts;
    const curl = curlOf(request, baseUrl);
    return {
      check,
      expected: summary(findings.map((finding) => finding.expected)),
      actual: summary(findings.map((finding) => finding.actual)),
      ...explanation,
      curl,
      ...(caller !== undefined && curl.includes('$TOKEN') ? { token: mintCommand({ subject: caller.subject, scopes: caller.scopes, app: application.name }) } : {}),
    };
  }

  #findings(endpoint: Endpoint, outcome: Outcome, response: HttpResponse, mismatches: Mismatch[]): readonly Finding[] {
    const leaked = [...inspectLeak(response), ...inspectProtection(response)];
    if (outcome.unpredictable !== undefined) return response.status >= 500 ? [{ expected: 'no failure of the app itself', actual: describeResponse(response) }, ...leaked] : leaked;
    if (response.status !== outcome.status) return [{ expected: expectation(outcome), actual: describeResponse(response) }, ...leaked];
    const { model, learned, application } = this.#parts;
    const body = jsonOf(response);
    // A Location may be absolute and holds keys of all kinds: it is followed instead of compared.
    const { location, ...headers } = outcome.headers;
    const missing = location !== undefined && response.headers['location'] === undefined ? [{ expected: 'header location', actual: 'no such header' }] : [];
    mismatches.push(...model.compare(learned.expected({ ...outcome, headers }), { status: response.status, headers: response.headers, ...(body === undefined ? {} : { body }) }, learned.known));
    const values = mismatches.map(findingOf);
    if (response.status >= 400) return [...inspectProblem(response, { ...outcome, bodyless: endpoint.method === 'HEAD' }), ...values, ...leaked];
    if (response.status === 304) return [...values, ...leaked, ...(response.body === '' ? [] : [{ expected: 'no body', actual: describeResponse(response) }])];
    return [...inspectSuccess(application, endpoint, response), ...missing, ...values, ...leaked];
  }
}

/** What had to come, in words. */
export function expectation(outcome: Outcome): string {
  return `${outcome.status}${outcome.code === undefined ? '' : ` ${outcome.code}`} (${outcome.reason})`;
}

/** The different texts among these; the first five when there are many. */
function summary(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  return different.slice(0, 5).join('; ') + (different.length > 5 ? `; and ${different.length - 5} more` : '');
}

import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, Step } from '../../../ir/behavior.ts';
import { docComment } from '../code/identifiers.ts';
import { mentions } from '../code/mentions.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { noFacts } from '../expressions/facts.ts';
import { localNames } from '../expressions/localNames.ts';
import type { ExpressionScope, Variable } from '../expressions/scope.ts';
import { level } from '../expressions/code.ts';
import { inputSchema } from './flowNames.ts';
import { addFlowInput, inputVariable } from './flowInput.ts';
import { type FlowContext, settled } from './flowContext.ts';
import { expressionsOf, namesBound } from './reads.ts';
import { allSteps, visit } from './repositoryUses.ts';
import { writeSteps } from './steps.ts';
import { typeText } from './typeText.ts';
import { addWordsUnit, type WordsUnit } from './wordsUnit.ts';

/** One file for each flow: its inputs, its function, and the units that its steps in words need. */
export function emitFlows(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
  return application.flows.map((flow) => flowFile(flow, application, symbols));
}

function flowFile(flow: Flow, application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const { name, path } = symbols.find(`flow:${flow.name}`);
  const file = new TsFile(symbols, { path, emitter: 'flows', milestone: 'behavior', stratum: 'ast', reason: 'Follows from the steps of the flow.' });
  const words: WordsUnit[] = [];
  addFlowInput(file, flow, application, symbols);
  file.add({ name, nodes: [`flow:${flow.name}`] }, () => flowFunction(flow, name, { application, symbols, file, words }));
  for (const unit of words) addWordsUnit(file, unit);
  return file.finish();
}

interface Surroundings {
  readonly application: ApplicationIR;
  readonly symbols: SymbolTable;
  readonly file: TsFile;
  readonly words: WordsUnit[];
}

function flowFunction(flow: Flow, name: string, surroundings: Surroundings): string {
  const { application, file } = surroundings;
  const last = flow.steps.at(-1);
  const endsByReturn = flow.steps.some((step) => step.kind === 'return' && step.when === undefined && step.value !== undefined);
  const type = flow.result === undefined ? 'void' : typeText(flow.result, file);
  const result = type === 'void' || endsByReturn || type === 'unknown' ? type : `${type} | undefined`;
  const context: FlowContext = { flow, application, file, captured: capturedNames(flow), result, words: surroundings.words };
  const scope = scopeOf(flow, surroundings);
  const place = { scope, bindings: new Map(), own: new Set<string>(), later: new Set<string>(), lists: new Map() };
  const steps = last?.kind === 'return' && last.value === undefined && last.when === undefined ? flow.steps.slice(0, -1) : flow.steps;
  const body = settled(writeSteps(steps, place, context).lines);
  const ending = type !== 'void' && !endsByReturn ? '\nreturn undefined;' : '';
  const parameter = (parameterName: string): string => (mentions(body, parameterName) ? parameterName : `_${parameterName}`);
  const input = flow.inputs.length === 0 ? '' : `, ${parameter('input')}: ${file.use(`flowInput:${flow.name}`)}`;
  return `${docComment(flow.description)}export async function ${name}(${parameter('context')}: ${file.use('runtime:CallContext')}${input}): Promise<${result}> {
${body}${ending}
}`;
}

function scopeOf(flow: Flow, { application, symbols, file }: Surroundings): ExpressionScope {
  const variables = new Map<string, Variable>([
    ['input', inputVariable(flow, application)],
    ['now', { text: 'context.now', level: level.member }],
    ['caller', { text: 'context.caller', level: level.member, absent: 'undefined' }],
  ]);
  return { file, application, variables, facts: noFacts, bound: namesBound(flow.steps), schemaOf: (variable, member) => (variable === 'input' ? inputSchema(application, flow, member) : undefined), local: localNames(symbols, ['context', 'input', 'index', 'element', 'count']) };
}

/** Names that function literals inside the flow read. */
function capturedNames(flow: Flow): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expression of allSteps(flow.steps).flatMap((step: Step) => expressionsOf(step))) {
    visit(expression, (e) => {
      if (e.kind !== 'macro') return;
      visit(e.body, (inner) => {
        if (inner.kind === 'name') names.add(inner.name);
      });
    });
  }
  return names;
}

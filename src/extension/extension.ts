import * as vscode from 'vscode';
import { RunningApps } from './app/runningApps.ts';
import { Apps } from './apps.ts';
import { registerCommand } from './commands.ts';
import { ComparedApps } from './compliance/comparedApps.ts';
import { registerCompliance } from './compliance/compliance.ts';
import { AppProblems } from './generate/appProblems.ts';
import { generateFromSpec } from './generate/generateCommand.ts';
import { commandIds } from './ids.ts';
import { registerLanguageFeatures } from './language/features.ts';
import { SpecDiagnostics } from './language/specDiagnostics.ts';
import { SpecTexts } from './language/specTexts.ts';
import { editorModelHandlers } from './models/editorModels.ts';
import { registerModels } from './models/registerModels.ts';
import { Pages } from './pages.ts';
import { showPlan } from './plan.ts';
import type { Services } from './services.ts';
import { SpecIndex } from './specs/specIndex.ts';
import { TestExplorer } from './verify/testExplorer.ts';
import { registerWordLenses } from './words/wordLenses.ts';
import { WorkerClient } from './workerClient.ts';

let workers: readonly WorkerClient[] = [];

/** Called by VS Code on activation: registers everything, starts nothing that takes time. */
export function activate(context: vscode.ExtensionContext): void {
  const services = createServices(context);
  const { log } = services;
  const problems = new AppProblems();
  const tests = new TestExplorer(services);
  const running = new RunningApps(services);
  const texts = new SpecTexts(services.language);
  const compared = new ComparedApps(services);
  context.subscriptions.push(
    problems,
    tests,
    running,
    texts,
    new SpecDiagnostics(services.language, texts, log),
    registerLanguageFeatures(services.language, texts, log),
    compared,
    registerWordLenses({ worker: services.language, apps: compared, texts, log }),
    registerCompliance(services, compared, (spec, operations) => tests.verifyOperations(spec, operations)),
    registerModels(services, context, problems),
    registerCommand(commandIds.generate, log, (given) => generateFromSpec({ given, ask: 'once' }, services, problems)),
    registerCommand(commandIds.generateInto, log, (given) => generateFromSpec({ given, ask: 'always' }, services, problems)),
    registerCommand(commandIds.showPlan, log, (given) => showPlan(given, services)),
    registerCommand(commandIds.verify, log, (given) => tests.verify(given)),
    registerCommand(commandIds.startApp, log, (given) => running.start(given)),
    registerCommand(commandIds.stopApp, log, () => { running.stop(); }),
    registerCommand(commandIds.appActions, log, () => running.offerActions()),
    registerCommand(commandIds.openLog, log, () => { log.show(); }),
  );
  const { version } = context.extension.packageJSON as { readonly version: string };
  log.info(`DevMatrix ${version} is ready.`);
}

/** Called by VS Code when the window closes: ends the workers and what they run. */
export async function deactivate(): Promise<void> {
  await Promise.all(workers.map((worker) => worker.dispose()));
}

function createServices(context: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel('DevMatrix', { log: true });
  const file = context.asAbsolutePath('dist/worker.js');
  const language = new WorkerClient(file);
  const jobs = new WorkerClient(file);
  const compliance = new WorkerClient(file);
  const models = new WorkerClient(file, editorModelHandlers(context.languageModelAccessInformation));
  workers = [language, jobs, compliance, models];
  const apps = new Apps(context.workspaceState, log);
  const pages = new Pages();
  const specs = new SpecIndex(language, log);
  context.subscriptions.push(log, apps, pages, specs);
  return { log, language, compliance, jobs, models, apps, pages, specs };
}

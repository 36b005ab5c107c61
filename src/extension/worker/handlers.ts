import type { Handlers } from '../channel/answerer.ts';
import type { Requests } from './requests.ts';

/** What a worker can do. The code of each is loaded when it is first asked for. */
export const handlers: Handlers<Requests> = {
  generate: async (params, context) => (await import('./generate.ts')).generate(params, context),
  plan: async (params) => (await import('./generate.ts')).plan(params),
  findSpecs: async (params) => (await import('./findSpecs.ts')).findSpecs(params),
  openText: async (params) => (await language()).openText(params),
  closeText: async (params) => (await language()).closeText(params),
  check: async (params) => (await language()).check(params),
  fixes: async (params) => (await language()).fixes(params),
  complete: async (params) => (await language()).complete(params),
  hover: async (params) => (await language()).hover(params),
  define: async (params) => (await language()).define(params),
  listVerification: async (params) => (await import('./verify.ts')).list(params),
  verify: async (params, context) => (await import('./verify.ts')).verify(params, context),
  runApp: async (params, context) => (await import('./verify.ts')).runApp(params, context),
  outline: async (params) => (await language()).outline(params),
  words: async (params) => (await language()).words(params),
  noteChanges: async (params) => (await compliance()).noteChanges(params),
  watchApp: async (params, context) => (await compliance()).watchFiles(params, context),
  checkApp: async (params) => (await compliance()).checkApp(params),
  forgetApp: async (params) => (await compliance()).forgetApp(params),
  repairGap: async (params) => (await compliance()).repairGap(params),
  repairFile: async (params) => (await compliance()).repairFile(params),
  repairApp: async (params) => (await compliance()).repairApp(params),
  changeSpec: async (params) => (await compliance()).changeSpec(params),
  complianceTree: async (params) => (await compliance()).complianceTree(params),
  specLenses: async (params) => (await compliance()).specLenses(params),
  specOf: async (params) => (await compliance()).specOf(params),
  codeOf: async (params) => (await compliance()).codeOf(params),
  placesOf: async (params) => (await compliance()).placesOf(params),
  setUpModels: async (params, context) => (await models()).setUpModels(params, context),
  watchModels: async (params, context) => (await models()).watchModels(params, context),
  viewModels: async (params, context) => (await models()).viewModels(params, context),
  testModel: async (params, context) => (await models()).testModel(params, context),
  modelCosts: async (params, context) => (await models()).modelCosts(params, context),
  offeredProviders: async (params, context) => (await models()).offeredProviders(params, context),
  checkAddress: async (params, context) => (await models()).checkAddress(params, context),
  offerBenchmark: async (params, context) => (await models()).offerBenchmark(params, context),
  runBenchmark: async (params, context) => (await models()).runBenchmark(params, context),
  offerWriting: async (params, context) => (await models()).offerWriting(params, context),
  writeUnits: async (params, context) => (await models()).writeUnits(params, context),
  steerWriting: async (params, context) => (await models()).steerWriting(params, context),
  listPrompts: async (params, context) => (await models()).listPrompts(params, context),
  promptPage: async (params, context) => (await models()).promptPage(params, context),
  listConversations: async (params, context) => (await models()).listConversations(params, context),
  askModel: async (params, context) => (await models()).askModel(params, context),
  findLocalProviders: async (params, context) => (await models()).findLocalProviders(params, context),
};

function models(): Promise<typeof import('./models.ts')> {
  return import('./models.ts');
}

function language(): Promise<typeof import('./language.ts')> {
  return import('./language.ts');
}

function compliance(): Promise<typeof import('./compliance.ts')> {
  return import('./compliance.ts');
}

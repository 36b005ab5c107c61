// One table says who may import whom; everything else is an error. ARCHITECTURE.md explains it.
const layers = {
  'src/base': [],
  'src/ir': ['src/base'],
  'src/ast': ['src/base'],
  'src/spec': ['src/ir', 'src/base'],
  'src/language': ['src/spec', 'src/ir', 'src/base'],
  'src/semantics': ['src/ir', 'src/base'],
  'src/targets': ['src/ir', 'src/base', 'src/ast', 'src/semantics'],
  'src/compliance': ['src/ir', 'src/base', 'src/targets/facts'],
  'src/plan': ['src/ir', 'src/base', 'src/llm/models'],
  'src/verify': ['src/ir', 'src/base', 'src/semantics'],
  'src/llm': ['src/base'],
  'src/store': ['src/base', 'src/llm/records'],
  'src/waves': ['src/plan', 'src/llm', 'src/ir', 'src/base'],
  'src/pipeline': ['src/ir', 'src/base', 'src/spec', 'src/semantics', 'src/targets', 'src/plan', 'src/verify', 'src/compliance', 'src/llm', 'src/waves'],
  'src/node': ['src/ir', 'src/base', 'src/verify', 'src/pipeline', 'src/targets', 'src/llm', 'src/store', 'src/waves', 'src/plan'],
  'src/cli': ['src/ir', 'src/base', 'src/plan', 'src/verify', 'src/compliance', 'src/pipeline', 'src/node', 'src/llm', 'src/store', 'src/waves'],
  'src/extension': ['src/ir', 'src/base', 'src/language', 'src/plan', 'src/verify', 'src/compliance', 'src/pipeline', 'src/node', 'src/llm', 'src/store', 'src/waves'],
};
const one = (list) => `^(${list.join('|')})/`;
const only = (name, to, allowedFrom) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: [one(allowedFrom), '\\.test\\.ts$'] },
  to: { path: to },
});

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([from, may]) => ({
      name: `layer:${from}`,
      severity: 'error',
      from: { path: `^${from}/` },
      to: { path: '^(src|test|bench|scripts)/', pathNot: one([from, ...may]) },
    })),
    only('typescript-only-in-ast', '^(typescript|node_modules/typescript)(/|$)', ['src/ast']),
    only('vscode-only-in-extension', '(^|/)vscode($|/)', ['src/extension']),
    only('sdks-only-in-providers', '^(node_modules/)?(@anthropic-ai/sdk|openai|eventsource-parser)(/|$)', ['src/llm/providers']),
    {
      name: 'providers-are-loaded',
      comment: 'SDKs are large: whoever wants an adapter loads it, and the rest of src/llm knows none.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/llm/providers/', '\\.test\\.ts$'] },
      to: { path: '^src/llm/providers/', pathNot: '^src/llm/providers/(loadProvider|providerOptions)\\.ts$' },
    },
    {
      name: 'no-providers-in-llm',
      severity: 'error',
      from: { path: '^src/llm/', pathNot: '^src/llm/providers/' },
      to: { path: '^src/llm/providers/' },
    },
    {
      name: 'no-vscode-in-workers',
      severity: 'error',
      from: { path: '^src/extension/worker/' },
      to: { path: '(^|/)vscode($|/)' },
    },
    {
      name: 'heavy-code-only-in-workers',
      comment: 'The extension host only knows the types of what its workers do.',
      severity: 'error',
      from: { path: '^src/extension/', pathNot: '^src/extension/worker/' },
      to: { path: '^src/(spec|semantics|targets|plan|verify|compliance|ast|pipeline|node|language|llm|store|waves|extension/worker)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-builtins-only-in-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(node|cli|extension)/', '\\.test\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'every-file-has-a-layer', severity: 'error', from: { path: '^src/', pathNot: one(Object.keys(layers)) }, to: {} },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};

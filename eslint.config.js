import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', '.cache/**', 'out/**', 'node_modules/**', 'templates/**', 'examples/**/app/**', '*.cjs'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: ['./src/tsconfig.json', './src/llm/providers/tsconfig.json', './src/node/tsconfig.json', './src/extension/tsconfig.json', './test/tsconfig.json', './test/editor/tsconfig.json'] } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: 'Only src/extension sees the editor.' }] }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // What ends a search or a call of the reference model needs no stack, which is what an `Error` costs.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'file', name: ['Refused', 'CannotPlan', 'RestartWith'] }], allowThrowingAny: false, allowThrowingUnknown: false }],
      // Throws on recursive types such as Json in typescript-eslint 8.73.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  { files: ['src/extension/**/*.ts', 'test/editor/{host,bench}/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);

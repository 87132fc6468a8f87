import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'src/manifest/types.ts'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-control-regex': 'error',
      'no-misleading-character-class': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  // These are run by people, and not by the program.
  { files: ['bench/**', 'src/build/**'], rules: { 'no-console': 'off' } },
  // Tools read their configuration from a default export.
  { files: ['*.config.{js,ts}'], rules: { 'no-restricted-exports': 'off' } },
);

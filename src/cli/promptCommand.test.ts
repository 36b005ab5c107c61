import assert from 'node:assert/strict';
import { promptCommand } from './promptCommand.ts';
import { UsageError } from './terminal.ts';

it('forgets nothing when more is said than that', async () => {
  await assert.rejects(promptCommand(['shop.devmatrix.yaml', '--forget']), (error) => error instanceof UsageError && error.message.includes('"shop.devmatrix.yaml" is too much'));
  await assert.rejects(promptCommand(['--forget', '--unit', 'guard']), UsageError);
});

import assert from 'node:assert/strict';
import { cutText, fitItems } from './sections.ts';

const count = (text: string): number => Math.ceil(text.length / 4);
const item = (name: string, tokens: number): { name: string; text: string } => ({ name, text: 'abc\n'.repeat(tokens) });

it('leaves out whole items that find no room, and takes smaller ones after them', () => {
  const { kept, left, isCut, tokens } = fitItems([item('a', 50), item('b', 80), item('c', 30)], 90, count);
  assert.deepEqual([kept.map(({ name }) => name), left, isCut], [['a', 'c'], ['b'], false]);
  assert.ok(tokens <= 90);
});

it('cuts the first item only when nothing fits as a whole, and marks the cut', () => {
  const { kept, left, isCut, tokens } = fitItems([item('a', 500), item('b', 400)], 100, count);
  assert.deepEqual([kept.length, left, isCut], [1, ['b'], true]);
  assert.match(kept[0]?.text ?? '', /\[… cut\]$/);
  assert.ok(tokens <= 100, String(tokens));
  assert.deepEqual(fitItems([item('a', 500)], 10, count), { kept: [], left: ['a'], isCut: false, tokens: 0 });
});

it('closes a fence that it cuts', () => {
  assert.match(cutText(`\`\`\`ts\n${'let x = 1;\n'.repeat(100)}\`\`\``, 60, count), /^```ts\n[\s\S]*\n```\n\[… cut\]$/);
});

import assert from 'node:assert/strict';
import { deedsIn, FunctionIndex, termsOfWords } from './functionIndex.ts';

const padding = '  // '.padEnd(260, 'x');
const source = (name: string, body: string): string => `export async function ${name}(context: CallContext): Promise<void> {\n${padding}\n${body}\n}\n`;
const index = new FunctionIndex([
  { path: 'src/workflows/closeLoans.ts', text: source('closeOverdueLoans', 'for (const loan of await loanRepository.where(context, [])) await loanRepository.update(context, loan, { status: "CLOSED" });') },
  { path: 'src/workflows/pay.ts', text: source('payInvoice', 'await invoiceRepository.update(context, invoice, { paid: true });') },
  { path: 'src/services/x.ts', text: `export const bookService = {\n  /** Removes a book. */\n  async remove(context: CallContext): Promise<void> {\n${padding}\n    await bookRepository.remove(context, book);\n  },\n};\nfunction hidden() {}\nexport function usesHidden() {\n${padding}\n hidden(); }\n` },
  { path: 'src/workflows/open.ts', text: source('notWritten', 'throw notImplemented("a", "b");') },
  { path: 'src/workflows/broken.ts', text: 'export function broken( {' },
]);

function nearest(words: string): readonly string[] {
  return index.nearest([...termsOfWords(words), ...deedsIn(words)], 3, () => true).map(({ name }) => name);
}

it('finds functions by their words in any form, and by what they do', () => {
  assert.equal(nearest('Close each loan that is overdue')[0], 'closeOverdueLoans');
  assert.equal(nearest('An invoice was paid')[0], 'payInvoice');
  assert.equal(nearest('Delete the book')[0], 'bookService.remove');
  assert.deepEqual(nearest('Zebra quagga'), []);
});

it('knows only functions that stand for themselves and do something', () => {
  assert.equal(index.size, 3);
  assert.ok(index.nearest(termsOfWords('uses hidden not written broken'), 9, () => true).every(({ name }) => !/hidden|Written|broken/i.test(name)));
});

it('shows a function with its comment, and finds those of a file', () => {
  assert.match(index.inFile('src/services/x.ts')[0]?.text ?? '', /^\/\*\* Removes a book\. \*\/\nasync remove\(/);
});

it('brings forms of a word together', () => {
  assert.deepEqual([termsOfWords('renting rents rented'), termsOfWords('days of the categories')], [['rent', 'rent', 'rent'], ['day', 'category']]);
});

import assert from 'node:assert/strict';
import { codeNamesOf } from './codeNames.ts';

function free(text: string): { readonly values: readonly string[]; readonly types: readonly string[]; readonly members: readonly string[] } {
  const { values, types, members } = codeNamesOf(text);
  return { values: [...values].sort(), types: [...types].sort(), members: [...members].sort() };
}

it('names that no scope declares are taken from elsewhere, as values or as types', () => {
  assert.deepEqual(free(`
export async function renew(context: CallContext, row: LoanRow): Promise<void> {
  const { where } = loanRepository;
  const loans = await where(context, []);
  for (const loan of loans) if (loan.id === row.id) throw conflict("a", \`\${limit}\`);
  type Own = Array<LoanRow>;
  const kept: Own = loans.map((each) => ({ each, limit }));
  await memberRepository.find(context, kept[0]!.memberId);
}
const limit = 2;`), {
    values: ['conflict', 'loanRepository', 'memberRepository'],
    types: ['Array', 'CallContext', 'LoanRow', 'Promise'],
    members: ['loanRepository.where', 'memberRepository.find'],
  });
});

it('a local name hides the one of the app only where it is declared', () => {
  assert.deepEqual(free('function a(): void { { const orders = 1; use(orders); } read(orders); }').values, ['orders', 'read', 'use']);
  assert.deepEqual(free('function a({ orders: [first = other] }: In): void { if (first) { var late = 1; } use(late); }'), { values: ['other', 'use'], types: ['In'], members: [] });
  assert.deepEqual(free('function a(): void { try { x(); } catch (error) { throw error; } const f = (orders: number) => orders; f(1); }').values, ['x']);
});

it('keys, members and labels are no names; a shorthand property is one', () => {
  assert.deepEqual(free('const a = { orders: 1, list() { return 1; } }; outer: for (;;) { if (a.orders) continue outer; break outer; } const b = { rows };').values, ['rows']);
});

it('types have their own scopes', () => {
  assert.deepEqual(free('type A<T> = { [K in keyof T]: T[K] extends Promise<infer U> ? U : Other };').types, ['Other', 'Promise']);
  assert.deepEqual(free('const a: typeof orders.$inferSelect = b; class C<T> extends Base<T> implements Shape { x: T; }'), { values: ['Base', 'b', 'orders'], types: ['Shape'], members: [] });
});

it('the places of names of the top level are known, what hides them aside', () => {
  const text = 'function half(n: number): number { return n / 2; }\nconst all = [1].map((half) => half).map((n) => half(n)); const o = { half };';
  const places = codeNamesOf(text).own.get('half') ?? [];
  assert.deepEqual(places.map(({ start, isShorthand }) => [text.slice(start, start + 5), isShorthand]), [['half(', false], ['half(', false], ['half ', true]]);
});

it('code that is broken says so', () => {
  assert.equal(codeNamesOf('function a( {').mistakes.length > 0, true);
  assert.deepEqual(codeNamesOf('export const a = 1;').mistakes, []);
});

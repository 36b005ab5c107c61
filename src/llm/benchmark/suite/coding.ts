import type { BenchmarkTask } from '../benchmarkTask.ts';
import { program } from './points.ts';

/** Functions that are run against cases, edges among them. */
export const codingTasks: readonly BenchmarkTask[] = [
  program('merge-ranges', 'mergeRanges', 'Write mergeRanges(ranges): ranges is an array of [start, end] with start <= end. Return the ranges merged where they overlap or touch, sorted by start. Do not change the argument.', [
    [[[[1, 3], [2, 6], [8, 10]]], [[1, 6], [8, 10]]],
    [[[[8, 10], [1, 4], [4, 5]]], [[1, 5], [8, 10]]],
    [[[]], []],
    [[[[5, 5], [1, 9], [2, 3]]], [[1, 9]]],
  ]),
  program('roman', 'toRoman', 'Write toRoman(number): the Roman numeral of a whole number from 1 to 3999.', [
    [[1994], 'MCMXCIV'],
    [[4], 'IV'],
    [[3999], 'MMMCMXCIX'],
    [[49], 'XLIX'],
  ]),
  program('group-totals', 'totalsByCustomer', 'Write totalsByCustomer(orders): orders is an array of { customer, items: [{ price, quantity }], cancelled }. Return an object from customer to the sum of price * quantity over orders that are not cancelled, rounded to two decimals. Customers whose orders are all cancelled are left out.', [
    [[[{ customer: 'a', items: [{ price: 0.1, quantity: 3 }], cancelled: false }, { customer: 'b', items: [{ price: 5, quantity: 1 }], cancelled: true }]], { a: 0.3 }],
    [[[{ customer: 'a', items: [], cancelled: false }, { customer: 'a', items: [{ price: 2.5, quantity: 2 }], cancelled: false }]], { a: 5 }],
    [[[]], {}],
  ]),
  program('balanced', 'isBalanced', 'Write isBalanced(text): whether all round, square and curly brackets in the text are closed in the right order. Other characters do not matter.', [
    [['a(b[c]{d})'], true],
    [['(]'], false],
    [['(('], false],
    [[''], true],
    [['}{'], false],
  ]),
  program('topological', 'buildOrder', 'Write buildOrder(dependencies): an object from a name to the array of names that it needs. Return all names in an order in which each comes after what it needs; among names that are free at the same time the alphabetically first comes first. Return null when there is a cycle. Names that are only needed are included.', [
    [[{ app: ['lib', 'ui'], ui: ['lib'], lib: [] }], ['lib', 'ui', 'app']],
    [[{ a: ['b'], b: ['a'] }], null],
    [[{ z: [], a: ['m'] }], ['m', 'a', 'z']],
    [[{}], []],
  ]),
  program('edit-distance', 'distance', 'Write distance(a, b): the least number of insertions, deletions and replacements of single characters that turn string a into string b.', [
    [['kitten', 'sitting'], 3],
    [['', 'abc'], 3],
    [['flaw', 'lawn'], 2],
    [['same', 'same'], 0],
  ]),
  program('state-machine', 'runOrder', 'Write runOrder(events): an order starts as "NEW". "pay" leads from NEW to PAID, "ship" from PAID to SHIPPED, "cancel" from NEW or PAID to CANCELLED. Any other event in a state is ignored and counted. Return { state, ignored }.', [
    [[['pay', 'ship', 'cancel']], { state: 'SHIPPED', ignored: 1 }],
    [[['ship', 'pay', 'cancel', 'pay']], { state: 'CANCELLED', ignored: 2 }],
    [[[]], { state: 'NEW', ignored: 0 }],
  ]),
  program('paginate', 'pageAfter', 'Write pageAfter(rows, cursor, limit): rows are { id, createdAt } in any order. Sort by createdAt, then id, both ascending as strings. cursor is null or { id, createdAt } of the last row seen. Return { rows: at most limit rows after the cursor, next: { id, createdAt } of the last returned row when more follow, else null }.', [
    [[[{ id: 'b', createdAt: '2' }, { id: 'a', createdAt: '1' }, { id: 'c', createdAt: '2' }], null, 2], { rows: [{ id: 'a', createdAt: '1' }, { id: 'b', createdAt: '2' }], next: { id: 'b', createdAt: '2' } }],
    [[[{ id: 'b', createdAt: '2' }, { id: 'a', createdAt: '1' }, { id: 'c', createdAt: '2' }], { id: 'b', createdAt: '2' }, 2], { rows: [{ id: 'c', createdAt: '2' }], next: null }],
    [[[], null, 5], { rows: [], next: null }],
  ]),
];

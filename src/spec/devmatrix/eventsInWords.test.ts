import assert from 'node:assert/strict';
import { parseSpec } from '../parseSpec.ts';
import { eventsInWords } from './eventsInWords.ts';

it('finds the events that words speak of, and no other dotted names', () => {
  assert.deepEqual(eventsInWords('The load is awarded and the event load.awarded tells load and price.'), ['load.awarded']);
  assert.deepEqual(eventsInWords('Emits "offer.lapsed" for each one. Then order.paid is emitted, too.'), ['offer.lapsed', 'order.paid']);
  assert.deepEqual(eventsInWords('Send to events@shop.example; row.total is 1.5 times order.total. Prevents order.loss.'), []);
  assert.deepEqual(eventsInWords('Emits an event, i.e. order.paid is emitted; publishes e.g. a note; the event e.g. of a sale.'), ['order.paid']);
});

const spec = (events: string, words: string): string => `devmatrix: 1\nname: shop\nentities: { A: {} }\nevents: ${events}\nflows:\n  go: { trigger: call, steps: [{ do: "${words}" }] }\n  hear: { trigger: { event: a.done }, steps: [{ let: { x: 1 } }] }\n`;
const codes = (text: string): readonly string[] => parseSpec({ main: 'spec.yaml', read: () => text }).diagnostics.map(({ code }) => code);

it('tells words that speak of an event that there is not, and takes those of declared ones for emitters', () => {
  assert.deepEqual(codes(spec('{ a.done: { n: integer } }', 'Emits a.done, then emits a.closed.')), ['DM1166']);
  assert.deepEqual(codes(spec('{ a.done: { n: integer } }', 'Emits a.done.')), []);
  assert.deepEqual(codes(spec('{ a.done: { n: integer } }', 'Nothing happens.')), ['DM1165']);
});

import assert from 'node:assert/strict';
import { namesZone } from './namesZone.ts';

it('knows words that may mean the clock of a place', () => {
  for (const words of ['the year is the one in Warsaw', 'all at the given time in Vienna.', 'days of Europe/Berlin', 'in New York', "in the telescope's own time zone", 'die Zeitzone des Lagers']) assert.ok(namesZone(words), words);
});

it('takes other names for no place with a clock', () => {
  for (const words of ['A payment is refused after 14 days.', 'Number: "P-" + D or C + year', 'the Saturday after', 'Ein Kunde ist gesperrt.']) assert.ok(!namesZone(words), words);
});

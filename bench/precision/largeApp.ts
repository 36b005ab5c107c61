import type { RecordedAnswer } from '../../test/waves/recordedAnswers.ts';
import { patterns, type Pattern, type PatternPlace } from './patterns.ts';

const nouns = [
  'Depot', 'Parcel', 'Tractor', 'Lodge', 'Ferry', 'Orchard', 'Kiln', 'Vessel', 'Antenna', 'Bakery', 'Cellar', 'Dredger', 'Easel', 'Foundry', 'Glider', 'Harbour', 'Icebox', 'Jetty', 'Kayak', 'Locker',
  'Mortar', 'Nursery', 'Outpost', 'Pulley', 'Quarry', 'Reactor', 'Silo', 'Turbine', 'Umbrella', 'Vineyard', 'Wharf', 'Yacht', 'Zeppelin', 'Anvil', 'Boiler', 'Caravan', 'Dynamo', 'Engine', 'Furnace', 'Gantry',
];

/** A spec of many units in words, and what a model that makes no mistakes would answer for each, by the function's name. */
export interface LargeApp {
  readonly spec: string;
  readonly answers: ReadonlyMap<string, RecordedAnswer>;
}

/** Units in words of ten patterns, each with numbers of its own, over as many entities as that takes (40 units each); at most 1,600. */
export function largeApp(units: number): LargeApp {
  const answers = new Map<string, RecordedAnswer>();
  const perEntity = patterns.length * 4;
  const entities: string[] = [];
  const flows: string[] = [];
  const endpoints: string[] = [];
  for (let index = 0; index < units; index += 1) {
    const noun = nouns[Math.floor(index / perEntity)];
    if (noun === undefined) throw new Error(`There are nouns for ${String(nouns.length * perEntity)} units only.`);
    const at = index % perEntity;
    if (at === 0) entities.push(entityText(noun));
    const place: PatternPlace = { noun, number: at + 1, seed: index };
    const pattern = patterns[at % patterns.length];
    if (pattern !== undefined) add(pattern, place);
  }
  return { spec: [head(units), 'entities:', ...entities, 'flows:', ...flows, 'endpoints:', ...endpoints, ''].join('\n'), answers };

  function add(pattern: Pattern, place: PatternPlace): void {
    const { name, part, text, cases, code } = pattern(place);
    if (answers.has(name)) throw new Error(`${name} is there twice.`);
    answers.set(name, { cases: `\`\`\`json\n${JSON.stringify(cases, undefined, 2)}\n\`\`\``, code: `\`\`\`ts\n${code}\n\`\`\`` });
    (part === 'flow' ? flows : endpoints).push(text);
  }
}

function head(units: number): string {
  return `devmatrix: 1
name: large
title: Large
version: 1.0.0
description: ${String(units)} units that are stated in words only.
auth:
  scopes: [admin]
  admin: admin
`;
}

function entityText(noun: string): string {
  return `  ${noun}:
    attributes:
      name: { type: string, minLength: 1, maxLength: 60 }
      amount: { type: decimal, precision: 12, scale: 2, minimum: 0 }
      quantity: { type: integer, minimum: 0, maximum: 100000 }
      dueOn: date
      active: { type: boolean, default: true }
      level: { enum: [LOW, MID, HIGH] }
    endpoints:
      only: [create, read]
      access: authenticated`;
}

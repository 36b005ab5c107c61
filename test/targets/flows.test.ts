import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const files = generatedFiles(`devmatrix: 1
name: probe
entities:
  Plan: { attributes: { runsFor: { type: duration, default: P30D } } }
  Pass:
    attributes: { fee: { type: decimal, nullable: true, generated: flow }, endsAt: timestamp, left: { type: duration, nullable: true, generated: flow }, log: { type: array, items: { type: object, properties: { at: timestamp } }, default: [] } }
flows:
  issue:
    trigger: { http: 'POST /plans/{id}/passes', body: { kind: { enum: [A, B], default: A } } }
    steps:
      - load: Plan
        by: input.id
      - create: Pass
        values: { endsAt: now + plan.runsFor, log: '[1].map(one, {"at": now})' }
      - update: pass
        set: { left: pass.endsAt - now }
      - return: { id: pass.id, kind: input.kind }
  stamp:
    trigger: { http: 'POST /passes/{id}/stamps' }
    steps:
      - load: Pass
        by: input.id
      - require: pass.left != null
      - let: { cost: 'decimal("1.005")' }
      - let: { cost: cost * 2 }
        when: pass.endsAt < now
      - update: pass
        set: { endsAt: now, fee: 'cost > 1.00 ? cost : null' }
      - return: { left: pass.left, texts: '[pass.left]' }
  sweep:
    trigger: call
    steps:
      - load: Pass
        many: true
      - forEach: passes.filter(p, p.endsAt < now)
        as: p
        steps:
          - delete: p
`);

it('joins lists, and collects into one that was empty', () => {
  const text = generatedFiles(`devmatrix: 1
name: lists
entities:
  Singer: { attributes: { name: string, voice: { enum: [HIGH, LOW] }, songs: { type: array, items: string, default: [], generated: flow } } }
flows:
  learn:
    trigger: { http: 'POST /singers/{id}/songs', body: { songs: { type: array, items: string } } }
    steps:
      - load: Singer
        by: input.id
      - let: { fresh: [], rest: '[]' }
      - forEach: input.songs
        as: song
        steps:
          - let: { fresh: 'fresh + [song]' }
            when: '!(song in singer.songs)'
      - let: { rest: 'rest + ["a"] + fresh' }
      - update: singer
        set: { songs: '["first"] + singer.songs + fresh' }
      - return: { fresh: fresh, rest: rest, size: size(fresh + rest) }
`).get('src/workflows/learn.ts') ?? '';
  assert.match(text, /Promise<\{ fresh: string\[\]; rest: string\[\]; size: number \}>/);
  assert.match(text, /let fresh: string\[\] = \[\];/);
  assert.match(text, /fresh = \[\.\.\.fresh, song\];/);
  assert.match(text, /rest = \[\.\.\.rest, "a", \.\.\.fresh\];/);
  assert.match(text, /songs: \["first", \.\.\.singer\.songs, \.\.\.fresh\]/);
});

it('counts stored durations in milliseconds and stores texts', () => {
  const text = files.get('src/workflows/issue.ts') ?? '';
  assert.match(text, /endsAt: new Date\(context\.now\.getTime\(\) \+ toDuration\(plan\.runsFor\)\)/);
  assert.match(text, /left: durationText\(/);
  assert.match(text, /at: context\.now\.toISOString\(\)/);
});

it('gives closures variables that shadow nothing', () => {
  const text = files.get('src/workflows/sweep.ts') ?? '';
  assert.match(text, /for \((?:let|const) p of passes\.filter\(\(pItem\) => pItem\.endsAt/);
});

it('gives a body that is left out its defaults', () => {
  assert.match([...files.values()].join('\n'), /kind: request\.body\?\.kind \?\? "A"/);
});

it('types what cannot be null without null, also where TypeScript has forgotten it', () => {
  assert.match(files.get('src/workflows/stamp.ts') ?? '', /left: present\(passRow\.left\)|left: present\(pass\.left\)/);
});

it('converts the branches of a choice that may be null', () => {
  assert.match(files.get('src/workflows/stamp.ts') ?? '', /fee: compare\(\w+, "1"\) > 0 \? toScale\(\w+, 2\) : null/);
});

it('answers a text as JSON', () => {
  const text = generatedFiles(`devmatrix: 1
name: texts
flows:
  shout: { trigger: { http: 'GET /shouts', query: { text: string } }, steps: [{ return: upper(input.text) }] }
  double: { trigger: { http: 'GET /doubles', query: { price: decimal } }, steps: [{ return: input.price * 2 }] }
  length: { trigger: { http: 'GET /lengths', query: { text: string } }, steps: [{ return: size(input.text) }] }
`);
  const routes = [...text].filter(([path]) => path.startsWith('src/api/routes/')).map(([, code]) => code).join('\n');
  assert.equal(routes.match(/return reply\.type\("application\/json; charset=utf-8"\)\.send\(JSON\.stringify\(result\)\);/g)?.length, 2);
  assert.match(routes, /return result;/);
});

import type { BenchmarkTask } from '../benchmarkTask.ts';
import { judged, says } from './points.ts';

const brief = 'Answer in at most 150 words.';

/** Settled knowledge: what an answer has to name, and the usual errors that it must not repeat. */
export const researchTasks: readonly BenchmarkTask[] = [
  judged('seasons', 'research', `Why are there seasons on Earth? Does the distance to the Sun explain them? ${brief}`, [
    says('the tilted axis', 'tilt*', 'axial', 'inclin*', 'obliquity'), says('about 23 degrees', '23*'), says('opposite seasons in the hemispheres', 'hemisphere*'), says('closest in January', 'january', 'perihelion', 'closest in'),
  ]),
  judged('antibiotics', 'research', `Do antibiotics help against a cold? Why, or why not? ${brief}`, [
    says('no', 'no', 'not', 'do not', "don't", 'ineffective'), says('colds come from viruses', 'virus*', 'viral'), says('antibiotics act on bacteria', 'bacteria*'), says('resistance', 'resistan*'),
  ]),
  judged('http-history', 'research', `Who invented the World Wide Web, where and in which year was it proposed? ${brief}`, [
    says('Tim Berners-Lee', 'Berners-Lee', 'Berners Lee'), says('CERN'), says('1989'),
  ], [says('it was DARPA or the army', 'invented by darpa', 'invented by arpa*', 'vint cerf invented*')]),
  judged('suez', 'research', `When was the Suez Canal opened, which seas does it join, and why did it matter for trade? ${brief}`, [
    says('1869'), says('Mediterranean'), says('Red Sea'), says('the way round Africa', 'africa*', 'cape of good hope'),
  ]),
  judged('inflation', 'research', `Explain in plain words what the Phillips curve says, and what the 1970s showed about it. ${brief}`, [
    says('inflation'), says('unemployment'), says('a trade-off', 'trade-off', 'tradeoff', 'inverse*', 'opposite'), says('stagflation', 'stagflation', 'both rose', 'both high', 'at the same time'),
  ]),
  judged('mrna', 'research', `How does an mRNA vaccine lead to protection, and does it change human DNA? ${brief}`, [
    says('instructions for a protein', 'protein*'), says('the immune system answers', 'immune', 'antibod*', 'immunity'), says('DNA is not changed', 'does not', "doesn't", 'not alter*', 'not change*', 'never enter*', 'cannot'), says('it does not enter the nucleus or breaks down', 'nucleus', 'break* down', 'broken down', 'degrad*'),
  ]),
  judged('magna-carta', 'research', `What was Magna Carta, who sealed it, when, and what of it lasts? ${brief}`, [
    says('1215'), says('King John', 'king john', 'john of england', 'john'), says('barons', 'baron*', 'noble*'), says('the rule of law', 'rule of law', 'due process', 'fair trial', 'limits*', 'above the law', 'jury'),
  ]),
  judged('tides', 'research', `Why are there usually two high tides a day? Name spring tides as well. ${brief}`, [
    says('the Moon', 'moon*', 'lunar'), says('gravity', 'gravit*', 'tidal force*'), says('a bulge on the far side', 'bulge*', 'opposite side', 'far side'), says('Sun and Moon in line', 'sun*', 'new moon', 'full moon', 'align*'),
  ]),
];

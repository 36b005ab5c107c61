import assert from 'node:assert/strict';
import { patternRisk } from './patternRisk.ts';

for (const pattern of ['^(a+)+$', '(a|a)*b', '(a|b|ab)*c', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y', '^(\\w+\\s?)*$', '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$', '(?=(a*)*b)a', '([ab]+,?){1,100}']) {
  it(`finds that ${pattern} can take exponential time`, () => {
    assert.notEqual(patternRisk(pattern), undefined);
  });
}

for (const pattern of ['^[a-z]+(-[a-z]+)*$', '^(\\d{1,3}\\.){3}\\d{1,3}$', '^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$', '^([^@\\s]+)@([^@\\s]+)\\.[a-z]{2,}$', '^(?:[01]\\d|2[0-3]):[0-5]\\d$', '^(/[^/]+)*$', '^$|^(a,)*b$', '^.*\\.(png|jpe?g)$', 'no(t', '^\\s*(.*)\\s*$']) {
  it(`finds nothing against ${pattern}`, () => {
    assert.equal(patternRisk(pattern), undefined);
  });
}

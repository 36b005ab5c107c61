import assert from 'node:assert/strict';
import type { ComplianceReport, Counts, Gap, NodeState } from '../gap.ts';
import { formatCompliance } from './formatCompliance.ts';
import { junitOf } from './junit.ts';
import { locateGaps } from './locatedGap.ts';
import { sarifOf } from './sarif.ts';

const counts: Counts = { entities: 1, attributes: 1, relations: 0, endpoints: 1, constraints: 0, states: 0, transitions: 0, flows: 0 };
const spec = { file: 'specs/shop.yaml', start: 10, end: 15 };

function gap(more: Partial<Gap>): Gap {
  return {
    code: 'DM4003', kind: 'missing', severity: 'error', key: 'Product.price', message: 'No "price" <here> & there.', fileExists: true, spec, expected: undefined, actual: undefined, related: [],
    at: { file: 'src/my models/product.ts', start: 6, end: 9 }, ...more,
  };
}

function node(key: string, kind: NodeState['kind'], gaps: number): NodeState {
  return { key, kind, parent: undefined, label: key, spec, code: undefined, gaps };
}

const report: ComplianceReport = {
  strict: 0.9996, relaxed: 0.9999, expected: counts, implemented: { ...counts, attributes: 0 }, unreadable: [],
  nodes: [node('Product', 'entities', 0), node('Product.price', 'attributes', 1), node('GET /products', 'endpoints', 0)],
  gaps: [gap({}), gap({ code: 'DM4601', key: 'setting:application.port', at: { file: 'src/application.ts', start: 0, end: 0 }, fileExists: false, severity: 'warning' })],
};

const gaps = locateGaps(report, {
  appText: () => 'a\nb\nc price\n',
  locateSpec: () => ({ start: { line: 7, column: 3 }, end: { line: 7, column: 8 } }),
  isFixable: ({ code }) => code === 'DM4003',
});

it('locates gaps in lines and columns of the code and of the spec', () => {
  assert.deepEqual(gaps.map(({ file, line, column, endLine, endColumn, specLine, fixable }) => [file, line, column, endLine, endColumn, specLine, fixable]), [
    ['src/my models/product.ts', 3, 3, 3, 6, 7, true], ['src/application.ts', 1, 1, 1, 1, 7, false],
  ]);
});

it('writes SARIF 2.1.0: rules, places as URIs, what is missing with its file at the spec', () => {
  const log = sarifOf(gaps, { app: 'apps/shop', spec: (file) => file, version: '1.2.3' }) as {
    readonly version: string;
    readonly runs: readonly [{
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly level: string; readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object } }[] }[];
    }];
  };
  assert.equal(log.version, '2.1.0');
  const [run] = log.runs;
  assert.deepEqual(run.results.map(({ ruleId, ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id === ruleId), [true, true]);
  assert.deepEqual(run.results.map(({ level, locations: [place] }) => [level, place?.physicalLocation.artifactLocation.uri, place?.physicalLocation.region]), [
    ['error', 'apps/shop/src/my%20models/product.ts', { startLine: 3, startColumn: 3, endLine: 3, endColumn: 6 }],
    ['warning', 'specs/shop.yaml', { startLine: 7, startColumn: 3 }],
  ]);
});

it('writes JUnit XML with a case for each node and text that XML can hold', () => {
  const xml = junitOf(report, gaps, 0.25);
  assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="devmatrix check" tests="4" failures="2" errors="0" time="0\.250">/);
  assert.match(xml, /<testcase classname="devmatrix\.attributes" name="Product\.price" time="0">\s*<failure type="DM4003" message="No &quot;price&quot; &lt;here&gt; &amp; there\.">/);
  assert.match(xml, /<testcase classname="devmatrix\.endpoints" name="GET \/products" time="0"\/>/);
  assert.match(xml, /<testsuite name="other" tests="1" failures="1"/);
  assert.equal(xml.match(/<testcase /g)?.length, 4);
});

it('tells people the gaps by file and never rounds up to 100 %', () => {
  const text = formatCompliance(report, gaps);
  assert.match(text, /src\/my models\/product\.ts\n {2}3:3 {6}DM4003 {2}missing {6}No "price"/);
  assert.match(text, /src\/application\.ts \(does not exist\)/);
  assert.match(text, /✗ attributes +0\/1/);
  assert.match(text, /2 gaps, 1 can be repaired: 99\.9 % strict, 99\.9 % relaxed compliance\./);
  assert.match(formatCompliance({ ...report, gaps: [], strict: 1, relaxed: 1 }, []), /100 % compliance/);
});

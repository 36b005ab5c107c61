import { groupBy } from '../../base/groupBy.ts';
import { outerNode } from '../countedNodes.ts';
import { type ComplianceReport, countedKinds, type NodeState } from '../gap.ts';
import type { LocatedGap } from './locatedGap.ts';

/** The report as JUnit XML: a suite for each kind of node, a case for each node; what is not counted, such as settings, has a suite of its own. */
export function junitOf(report: ComplianceReport, gaps: readonly LocatedGap[], seconds: number): string {
  const nodes = new Map(report.nodes.map((node) => [node.key, node]));
  const byNode = groupBy(gaps, ({ key }) => outerNode(key, nodes)?.key);
  const suites = [
    ...countedKinds.map((kind) => suiteOf(kind, report.nodes.filter((node) => node.kind === kind).map((node) => ({ name: nameOf(node), gaps: byNode.get(node.key) ?? [] })))),
    suiteOf('other', [...groupBy(byNode.get(undefined) ?? [], ({ key }) => key)].map(([name, own]) => ({ name, gaps: own }))),
  ].filter(({ tests }) => tests > 0);
  const sum = (of: (suite: Suite) => number): string => String(suites.reduce((total, suite) => total + of(suite), 0));
  const counts = `tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="devmatrix check" ${counts} time="${seconds.toFixed(3)}">\n${suites.map(({ text }) => text).join('')}</testsuites>\n`;
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly text: string;
}

interface Case {
  readonly name: string;
  readonly gaps: readonly LocatedGap[];
}

function suiteOf(name: string, cases: readonly Case[]): Suite {
  const failures = cases.filter(({ gaps }) => gaps.length > 0).length;
  const counts = `tests="${String(cases.length)}" failures="${String(failures)}" errors="0" skipped="0"`;
  return {
    tests: cases.length, failures,
    text: `  <testsuite name="${name}" ${counts} time="0">\n${cases.map((entry) => caseText(entry, name)).join('')}  </testsuite>\n`,
  };
}

function caseText({ name, gaps }: Case, suite: string): string {
  const start = `    <testcase classname="devmatrix.${suite}" name="${escaped(name)}" time="0"`;
  const [first] = gaps;
  if (first === undefined) return `${start}/>\n`;
  const lines = gaps.map(({ code, file, line, column, message, specFile, specLine }) => `${file}:${String(line)}:${String(column)} ${code} ${message} (${specFile}:${String(specLine)})`);
  return `${start}>\n      <failure type="${first.code}" message="${escaped(first.message)}">${escaped(lines.join('\n'))}</failure>\n    </testcase>\n`;
}

function nameOf({ key }: NodeState): string {
  return key;
}

/** Characters that XML 1.0 has no place for are left out. */
function escaped(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

import type { Severity } from '../../base/diagnostic.ts';
import { complianceCatalogue } from '../catalogue.ts';
import type { LocatedGap } from './locatedGap.ts';

/** Where the files of a check are, from the root of the repository. */
export interface SarifPlaces {
  /** The app's folder, with `/`; empty for the root itself. */
  readonly app: string;
  /** Gives the path of a file of the spec. */
  readonly spec: (file: string) => string;
  /** Version of DevMatrix. */
  readonly version: string;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note' };

/** The gaps as a SARIF 2.1.0 log, which code scanning services read. What is missing with its file is shown at the spec. */
export function sarifOf(gaps: readonly LocatedGap[], places: SarifPlaces): unknown {
  const codes = [...new Set(gaps.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'DevMatrix', version: places.version, rules: codes.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      results: gaps.map((gap) => resultOf(gap, codes.indexOf(gap.code), places)),
    }],
  };
}

function ruleOf(code: string): unknown {
  const definitions: Readonly<Record<string, (typeof complianceCatalogue.definitions)[keyof typeof complianceCatalogue.definitions]>> = complianceCatalogue.definitions;
  const definition = definitions[code];
  const title = definition?.title ?? code;
  return {
    id: code,
    name: title.replaceAll(/[^A-Za-z0-9 ]/g, '').replaceAll(/ ([a-z])/gi, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    help: { text: definition?.help ?? '' },
    defaultConfiguration: { level: levels[definition?.severity ?? 'error'] },
  };
}

function resultOf(gap: LocatedGap, ruleIndex: number, { app, spec }: SarifPlaces): unknown {
  const code = place(joined(app, gap.file), gap.line, gap.column, gap);
  const said = place(spec(gap.specFile), gap.specLine, gap.specColumn);
  const others = gap.related.map(({ file, line, column, message }) => ({ ...place(joined(app, file), line, column), message: { text: message } }));
  const related = [...(gap.fileExists ? [{ ...said, message: { text: 'What the spec says.' } }] : []), ...others];
  return {
    ruleId: gap.code,
    ruleIndex,
    level: levels[gap.severity],
    message: { text: gap.message },
    locations: [gap.fileExists ? code : said],
    relatedLocations: related.map((location, id) => ({ id, ...location })),
    partialFingerprints: { 'devmatrixGap/v1': `${gap.code} ${gap.key} ${gap.file}` },
    properties: { key: gap.key, kind: gap.kind, fixable: gap.fixable },
  };
}

function place(uri: string, startLine: number, startColumn: number, end?: Pick<LocatedGap, 'endLine' | 'endColumn'>): { readonly physicalLocation: unknown } {
  const region = end === undefined ? { startLine, startColumn } : { startLine, startColumn, endLine: end.endLine, endColumn: end.endColumn };
  return { physicalLocation: { artifactLocation: { uri: encodePath(uri) }, region } };
}

function joined(folder: string, file: string): string {
  return folder === '' || folder === '.' ? file : `${folder}/${file}`;
}

/** A path as a relative URI reference. */
function encodePath(path: string): string {
  return path.replaceAll('\\', '/').split('/').map((part) => encodeURIComponent(part)).join('/');
}

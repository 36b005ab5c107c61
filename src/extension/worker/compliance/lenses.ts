import type { Span } from '../../../base/span.ts';
import type { SpecSymbol } from '../../../language/types.ts';
import { listVerification } from '../../../verify/listVerification.ts';
import type { SpecLens } from '../complianceRequests.ts';
import type { Checked } from './session.ts';

type Source = Pick<Checked, 'application' | 'spec' | 'report' | 'gaps' | 'stated' | 'texts'>;

/** A part of the spec that has a lens, with the name of its node. */
interface LensPart {
  readonly label: string;
  readonly key: string;
  readonly span: Span;
}

/** What the code has of the entities, endpoints, flows and machines that stand in the spec's main file; none for other files. */
export function lensesOf(source: Source, path: string): readonly SpecLens[] {
  const { application, spec, report, gaps, stated, texts } = source;
  const nodes = new Map(report.nodes.map((node) => [node.key, node]));
  const verified = listVerification(application).filter(({ kind }) => kind !== 'app');
  return partsOf(source).flatMap(({ label, key, span }): readonly SpecLens[] => {
    if (spec.pathOf(span.file) !== path) return [];
    const region = spec.regions().find(({ selection }) => isAt(selection, span));
    if (region === undefined) return [];
    const own = gaps.filter(({ gap }) => holds(region, gap.spec));
    const code = nodes.get(key)?.code;
    return [{
      label, range: spec.place(region.selection).range, gaps: own.length, gapIds: own.map(({ id }) => id),
      open: stated.filter(({ state, span: words }) => state !== 'written' && holds(region, words)).length,
      code: code === undefined || !texts.has(code.file) ? undefined : texts.place(code),
      operations: verified.filter((item) => holds(region, item.span)).map(({ id }) => id),
    }];
  });
}

function partsOf({ application }: Source): readonly LensPart[] {
  const parts = [
    ...application.entities.map(({ name, span }) => ({ label: name, key: name, span })),
    ...application.flows.filter(({ synthesizedFrom }) => synthesizedFrom === undefined).map(({ name, span }) => ({ label: name, key: `flow:${name}`, span })),
    ...application.stateMachines.map(({ name, entity, attribute, span }) => ({ label: name, key: `${entity}.${attribute}`, span })),
    // Endpoints that an entity, a flow or a transition brings along stand there, and are counted there.
    ...application.endpoints.map(({ key, span }) => ({ label: key, key, span })),
  ];
  const seen = new Set<string>();
  return parts.filter(({ key, span }) => {
    const place = `${span.file} ${span.start}`;
    const isNew = !seen.has(place) && (!/^[A-Z]+ /.test(key) || !application.stateMachines.some(({ transitions }) => transitions.some((transition) => isAt(transition.span, span))));
    seen.add(place);
    return isNew;
  });
}

function isAt(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start;
}

function holds({ span }: SpecSymbol, inner: Span): boolean {
  return span.file === inner.file && span.start <= inner.start && inner.end <= span.end;
}

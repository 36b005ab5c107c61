import type { Diagnostic } from '../base/diagnostic.ts';
import type { SpecDocument } from './openSpec.ts';
import type { FixOffer, SpecDiagnostic } from './types.ts';

/** Everything that is wrong with a spec and the files it refers to, as plain data. */
export function diagnosticsOf(document: SpecDocument): readonly SpecDiagnostic[] {
  return document.parsed.diagnostics.map(({ code, severity, message, span, related }) => ({ code, severity, message, span, related }));
}

/** The repairs of the diagnostics that touch a range of the spec's main file, computed now. */
export function fixesAt(document: SpecDocument, range: { readonly start: number; readonly end: number }): readonly FixOffer[] {
  return document.parsed.diagnostics.filter((diagnostic) => diagnostic.fixes.length > 0 && touches(diagnostic, document.path, range)).map(offer);
}

function touches({ span }: Diagnostic, path: string, range: { readonly start: number; readonly end: number }): boolean {
  return span.file === path && span.start <= range.end && range.start <= Math.max(span.end, span.start);
}

function offer({ code, span, fixes }: Diagnostic): FixOffer {
  const [only, second] = fixes;
  return {
    diagnosticCode: code,
    span,
    fixes: fixes.map((fix) => ({ id: fix.id, label: fix.label, edits: fix.edits() })),
    ...(only === undefined || second !== undefined ? {} : { preferred: only.id }),
  };
}

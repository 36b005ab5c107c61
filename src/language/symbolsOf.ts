import { devmatrixSymbols } from './symbols/devmatrixSymbols.ts';
import { openApiSymbols } from './symbols/openApiSymbols.ts';
import type { SpecDocument } from './openSpec.ts';
import type { SpecSymbol } from './types.ts';

/** The outline of a spec: its entities, endpoints, flows, machines, schemas, in the order of the text. */
export function symbolsOf({ reading }: SpecDocument): readonly SpecSymbol[] {
  if (reading.dialect === 'devmatrix') return devmatrixSymbols(reading);
  return reading.dialect === 'openapi' ? openApiSymbols(reading) : [];
}

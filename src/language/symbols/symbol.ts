import type { Span } from '../../base/span.ts';
import { entriesOf, type SourceEntry, type SourceNode } from '../../spec/source.ts';
import type { SpecSymbol, SymbolKind } from '../types.ts';

/** What a symbol is beside its place. */
export interface SymbolLook {
  readonly kind: SymbolKind;
  readonly detail?: string;
  readonly name?: string;
  readonly children?: readonly SpecSymbol[];
}

/** The symbol of an entry: its key, and all of its value. Children that stand elsewhere, by an alias, are left out. */
export function symbolOf({ key, keySpan, value }: SourceEntry, look: SymbolLook): SpecSymbol {
  const end = value.span.file === keySpan.file && value.span.start >= keySpan.end ? Math.max(keySpan.end, value.span.end) : keySpan.end;
  return finish({ ...keySpan, end }, keySpan, look.name ?? key, look);
}

/** The symbol of an item of a list. */
export function symbolOfItem(node: SourceNode, selection: Span, name: string, look: SymbolLook): SpecSymbol {
  const isInside = selection.start >= node.span.start && selection.end <= node.span.end;
  return finish(node.span, isInside ? selection : node.span, name, look);
}

function finish(span: Span, selection: Span, name: string, { kind, detail = '', children = [] }: SymbolLook): SpecSymbol {
  return { name: name === '' ? '""' : name, detail, kind, span, selection, children: children.filter((child) => child.span.start >= span.start && child.span.end <= span.end) };
}

/** The symbols of all entries of a map. */
export function symbolsOfEntries(node: SourceNode | undefined, look: (entry: SourceEntry) => SymbolLook): readonly SpecSymbol[] {
  return entriesOf(node).map((entry) => symbolOf(entry, look(entry)));
}

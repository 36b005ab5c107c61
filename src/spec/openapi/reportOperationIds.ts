import type { Diagnostic } from '../../base/diagnostic.ts';
import { openApiCatalogue } from './catalogue.ts';
import { replaceText } from '../fixes.ts';
import type { SpecOperation } from './model.ts';
import { nameOfPath } from './names.ts';

/** Reports each operationId that an earlier operation has already. */
export function reportOperationIds(operations: readonly SpecOperation[], names: ReadonlyMap<SpecOperation, string>, diagnostics: Diagnostic[]): void {
  const seen = new Map<string, SpecOperation>();
  const taken = new Set([...operations.map(({ operationId }) => operationId?.text), ...names.values()].map((name) => name?.toLowerCase() ?? ''));
  for (const operation of operations) {
    const id = operation.operationId;
    if (id === undefined) continue;
    const first = seen.get(id.text);
    if (first?.operationId === undefined) {
      seen.set(id.text, operation);
      continue;
    }
    const name = names.get(operation) ?? id.text;
    const related = [{ message: `First used by ${first.method} ${first.path}`, span: first.operationId.span }];
    diagnostics.push(openApiCatalogue.report('DM1216', id.span, { id: id.text, name }, { related, fixes: [replaceText(id.span, id.text, freeName(operation, taken))] }));
  }
}

/** A name that says what the operation does, and that none has; it is taken then. */
function freeName(operation: SpecOperation, taken: Set<string>): string {
  const wanted = nameOfPath(operation);
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}${count}`;
  taken.add(name.toLowerCase());
  return name;
}

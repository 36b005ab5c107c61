import table from './models.json' with { type: 'json' };
import type { ModelInfo } from './modelInfo.ts';

/** What the committed table knows of a model of a vendor. The same model served by somebody else is another model. */
export interface TableModel extends Omit<ModelInfo, 'id' | 'sources'> {
  readonly vendor: string;
  /** The vendor's own id of it. */
  readonly model: string;
}

/** `models.json`, which `npm run models:update` writes. */
export interface ModelTable {
  /** ISO day on which the catalogue was made; prices and limits are of that day. */
  readonly asOf: string;
  /** Packages that it was made of. */
  readonly madeOf: readonly string[];
  readonly models: readonly TableModel[];
}

const committed = table as unknown as ModelTable;

/** The day that the table's prices and limits are of. */
export const tableAsOf = committed.asOf;

const byVendor = new Map<string, Map<string, TableModel>>();
for (const row of committed.models) {
  const models = byVendor.get(row.vendor) ?? new Map<string, TableModel>();
  byVendor.set(row.vendor, models.set(row.model, row));
}

/** The row of exactly that id; a name that only begins like one is another model, so it has none. */
export function tableModel(vendor: string, model: string): TableModel | undefined {
  return byVendor.get(vendor)?.get(model);
}

/** All models of a vendor, in the table's order. */
export function tableModels(vendor: string): readonly TableModel[] {
  return [...(byVendor.get(vendor)?.values() ?? [])];
}

/** The vendors that the table knows. */
export function tableVendors(): readonly string[] {
  return [...byVendor.keys()];
}

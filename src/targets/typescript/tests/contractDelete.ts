import type { BelongsTo, Entity } from '../../../ir/entity.ts';
import type { TsFile } from '../code/tsFile.ts';
import { addressOptions } from './contractRow.ts';
import { fieldsBeside } from './invariantValues.ts';
import { literal, memberAccess, propertyName, quoted } from './literal.ts';
import { callerOf, rowPath } from './scene.ts';
import { callWith, type TestPart } from './sendSource.ts';
import { manyInWords, rowName } from './testNames.ts';
import { type CrudRoute, type Resource, routeFor, type TestModel, writableProperties } from './testModel.ts';

/** What deleting a row does to the rows that refer to it: it is refused, or they go too, or they forget it. */
export function referrerTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestPart[] {
  return referrersOf(model, resource.entity).flatMap(({ relation, child }) => {
    const shown = relation.onDelete === 'restrict' ? resource : child;
    const witness = routeFor(shown, 'read');
    if (witness === undefined || rowPath(model, shown, witness) === undefined) return [];
    const beside = fieldsBeside(model.application, child.entity, relation.attribute);
    if (beside === undefined) return [];
    const name = `${route.endpoint.key} and ${manyInWords(child.entity)} by ${relation.attribute}`;
    const source = (): string => {
      const needsOwner = resource.factory?.needsOwner === true || child.factory?.mayNeedOwner === true;
      const { caller } = callerOf(file, model, [route.endpoint, witness.endpoint], needsOwner);
      const row = rowName(resource.entity);
      const address = addressOptions({ model, resource, route });
      return callWith(
        file.use('test:whenDeleted'),
        [quoted(route.endpoint.key), caller, file.use(`test:rows:${resource.entity.name}`), literal([relation.onDelete, manyInWords(child.entity), relation.attribute])],
        [`rows: ${file.use(`test:rows:${child.entity.name}`)}`, `given: (${row}) => ({ ${[`${propertyName(relation.attribute)}: ${row}${memberAccess(resource.key.name)}`, ...beside].join(', ')} })`, ...(address.length === 0 ? [] : [`options: { ${address.join(', ')} }`])],
      );
    };
    return [{ name, nodes: [route.endpoint.key], source }];
  });
}

/** The entities whose rows can be made with a reference to this one. */
function referrersOf(model: TestModel, entity: Entity): readonly { readonly relation: BelongsTo; readonly child: Resource }[] {
  return [...model.resources.values()].flatMap((child) => {
    // A caller who has one row at most has none that refers to another one of the same entity.
    if (child.oneEach && child.entity.name === entity.name) return [];
    const given = new Set(writableProperties(child.factory?.input?.object).map(({ name }) => name));
    return child.entity.relations.flatMap((relation) =>
      relation.kind === 'belongsTo' && relation.target === entity.name && given.has(relation.attribute) ? [{ relation, child }] : [],
    );
  });
}

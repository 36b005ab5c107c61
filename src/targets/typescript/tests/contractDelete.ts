import type { BelongsTo, Entity } from '../../../ir/entity.ts';
import type { TsFile } from '../code/tsFile.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import type { TestCase } from './contractRow.ts';
import { factoryCall } from './factories.ts';
import { literal, memberAccess, propertyName } from './literal.ts';
import { callerOf, rowPath } from './scene.ts';
import { sendSource, testSource } from './sendSource.ts';
import { freeName, manyInWords, rowName } from './testNames.ts';
import { type CrudRoute, type Resource, routeFor, type TestModel, writableProperties } from './testModel.ts';

/** What deleting a row does to the rows that refer to it: it is refused, or they go too, or they forget it. */
export function referrerTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestCase[] {
  return referrersOf(model, resource.entity).flatMap(({ relation, child }) => {
    const read = routeFor(child, 'read');
    const parentRead = routeFor(resource, 'read');
    const witness = relation.onDelete === 'restrict' ? parentRead : read;
    if (witness === undefined || rowPath(model, relation.onDelete === 'restrict' ? resource : child, witness) === undefined) return [];
    const effect = { restrict: 'is refused while', cascade: 'deletes the', setNull: 'unlinks the' }[relation.onDelete];
    const title = `${route.endpoint.key} ${effect} ${manyInWords(child.entity)} ${relation.onDelete === 'restrict' ? 'refer to the row' : 'that refer to the row'} by ${relation.attribute}`;
    return [{ title, source: () => testSource(file, title, statements({ file, model, resource, route, relation, child, witness })) }];
  });
}

interface Place {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly route: CrudRoute;
  readonly relation: BelongsTo;
  readonly child: Resource;
  /** The read endpoint that shows the effect. */
  readonly witness: CrudRoute;
}

function statements({ file, model, resource, route, relation, child, witness }: Place): readonly string[] {
  const needsOwner = resource.factory?.needsOwner === true || child.factory?.needsOwner === true;
  const { callerLine, by } = callerOf(file, model, [route.endpoint, witness.endpoint], needsOwner);
  const owner = (of: Resource): string | undefined => (of.factory?.needsOwner === true ? by : undefined);
  const row = rowName(resource.entity);
  const other = freeName(rowName(child.entity), new Set([row]));
  const given = `{ ${propertyName(relation.attribute)}: ${row}${memberAccess(resource.key.name)} }`;
  const remove = sendSource(file, 'DELETE', rowPath(model, resource, route, row) ?? "''", { by });
  const show = (of: Resource, name: string): string => sendSource(file, 'GET', rowPath(model, of, witness, name) ?? "''", { by });
  const lines = [callerLine, `const ${row} = ${factoryCall(file, resource, owner(resource))};`];
  const expectProblem = file.use('test:expectProblem');
  const made = factoryCall(file, child, owner(child), given);
  if (relation.onDelete === 'restrict') {
    return [...lines, `${made};`, `${expectProblem}(${remove}, 409);`, `${expectSuccess(file, model, witness.endpoint, show(resource, row))};`];
  }
  const removed = `${expectSuccess(file, model, route.endpoint, remove)};`;
  if (relation.onDelete === 'cascade') return [...lines, `const ${other} = ${made};`, removed, `${expectProblem}(${show(child, other)}, 404, 'not_found');`];
  return [
    ...lines,
    `const ${other} = ${made};`,
    removed,
    `const left = ${expectSuccess(file, model, witness.endpoint, show(child, other))};`,
    `${assertFrom(file)}.equal(left${memberAccess(relation.attribute)}, ${literal(null)});`,
  ];
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

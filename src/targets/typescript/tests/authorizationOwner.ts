import type { Endpoint } from '../../../ir/endpoint.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { callerNeeded } from './access.ts';
import { addressOptions, answerOptions, type RowPlace, rowPlace } from './contractRow.ts';
import { inputCall, replacementCall } from './factories.ts';
import { memberAccess, propertyName, quoted } from './literal.ts';
import { answerProperties } from './scene.ts';
import { bare, callWith, lambda, type TestPart } from './sendSource.ts';
import { listingName, manyInWords, rowName } from './testNames.ts';
import { isOwned, type Resource, type TestModel } from './testModel.ts';

/** Rows of one caller are invisible to others: read, list, change, delete, refer to; an administrator passes. */
export function ownershipTests(file: TsFile, model: TestModel, endpoints: readonly Endpoint[]): readonly TestPart[] {
  return endpoints.flatMap((endpoint): readonly TestPart[] => {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || callerNeeded(model.application, endpoint) !== 'someone') return [];
    const resource = model.resources.get(implementation.entity);
    if (resource?.factory === undefined) return [];
    if (implementation.action === 'create') return referenceTests(file, model, resource, endpoint);
    if (!isOwned(resource.entity)) return [];
    if (implementation.action === 'list') return implementation.parents.length === 0 && answerProperties(model, resource).has(resource.key.name) ? [listTest(file, resource, endpoint)] : [];
    const place = rowPlace(file, model, resource, { endpoint, crud: implementation });
    return place === undefined ? [] : [hiddenTest(place), ...(model.application.auth.adminScope === undefined || implementation.action !== 'read' ? [] : [adminTest(place)])];
  });
}

function hiddenTest(place: RowPlace): TestPart {
  const { file, resource, route: { endpoint, crud } } = place;
  const source = (): string => {
    const replacement = crud.action === 'replace' && resource.replacement !== undefined ? bare(replacementCall(file, resource, 'by')).replace(/^await /, '') : '({})';
    const body = crud.action === 'replace' || crud.action === 'update' ? [`body: ${lambda(replacement)}`] : [];
    return callWith(file.use('test:hidesRows'), [quoted(endpoint.key), file.use(`test:rows:${resource.entity.name}`)], [...addressOptions(place), ...body]);
  };
  return { name: `${endpoint.key} hides rows`, nodes: [endpoint.key], source };
}

function adminTest(place: RowPlace): TestPart {
  const { file, resource, route: { endpoint } } = place;
  const source = (): string => callWith(file.use('test:answersAdmins'), [quoted(endpoint.key), file.use(`test:rows:${resource.entity.name}`)], [...addressOptions(place), ...answerOptions(place)]);
  return { name: `${endpoint.key} answers administrators`, nodes: [endpoint.key], source };
}

function listTest(file: TsFile, resource: Resource, endpoint: Endpoint): TestPart {
  const source = (): string => callWith(
    file.use('test:listsOwnRows'),
    [quoted(endpoint.key), file.use(`test:rows:${resource.entity.name}`), quoted(manyInWords(resource.entity))],
    [`listing: ${file.use(`test:${listingName(endpoint)}`)}`, `key: ${quoted(resource.key.name)}`],
  );
  return { name: `${endpoint.key} lists own rows`, nodes: [endpoint.key], source };
}

/** A request that names a row of somebody else is refused like one that names no row at all. */
function referenceTests(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly TestPart[] {
  const { factory } = resource;
  if (factory?.route?.endpoint !== endpoint || factory.parents.length > 0) return [];
  return (factory.input?.references ?? []).flatMap(({ name: property, target }) => {
    const other = model.resources.get(target.name);
    if (other?.factory === undefined || !isOwned(target)) return [];
    const source = (): string => {
      const row = rowName(target);
      const input = bare(inputCall(file, resource, 'by', `{ ${propertyName(property)}: ${row}${memberAccess(other.key.name)} }`)).replace(/^await /, '').replace(/^\(await (.*)\)$/s, '$1');
      return callWith(file.use('test:refusesReference'), [quoted(endpoint.key), quoted(property), file.use(`test:rows:${target.name}`), `(${mentions(input, 'by') ? 'by' : '_by'}, ${row}) => ${input}`], []);
    };
    return [{ name: `${endpoint.key} refuses ${property} of others`, nodes: [endpoint.key], source }];
  });
}

import type { Endpoint } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { callerNeeded } from './access.ts';
import { readBack, type RowPlace, rowPlace } from './contractRow.ts';
import { factoryCall, inputCall, replacementCall } from './factories.ts';
import { memberAccess, propertyName, quoted } from './literal.ts';
import { pathSource } from './requestPath.ts';
import { requiredQuery } from './scene.ts';
import { bare, sendSource, type TestPart, testSource } from './sendSource.ts';
import { listingName, manyInWords, oneInWords, rowName } from './testNames.ts';
import { isOwned, type Resource, type TestModel } from './testModel.ts';

/** Rows of one caller are invisible to others: read, list, change, delete, refer to; an administrator passes. */
export function ownershipTests(file: TsFile, model: TestModel, endpoints: readonly Endpoint[]): readonly TestPart[] {
  return endpoints.flatMap((endpoint): readonly TestPart[] => {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || callerNeeded(model.application, endpoint) !== 'someone') return [];
    const resource = model.resources.get(implementation.entity);
    if (resource?.factory === undefined) return [];
    if (implementation.action === 'create') return referenceParts(file, model, resource, endpoint);
    if (!isOwned(resource.entity)) return [];
    if (implementation.action === 'list') return implementation.parents.length === 0 ? [listPart(file, model, resource, endpoint)] : [];
    const place = rowPlace(file, model, resource, { endpoint, crud: implementation });
    return place === undefined ? [] : [rowPart(place), ...(model.application.auth.adminScope === undefined || implementation.action !== 'read' ? [] : [adminPart(place)])];
  });
}

function rowPart(place: RowPlace): TestPart {
  const { file, resource, route: { endpoint, crud }, path } = place;
  const name = `${endpoint.key} does not know ${oneInWords(resource.entity)} of somebody else`;
  const source = (): string => {
    const row = rowName(resource.entity);
    const replacement = crud.action === 'replace' && resource.replacement !== undefined ? bare(replacementCall(file, resource, 'owner')) : '{}';
    const body = crud.action === 'replace' || crud.action === 'update' ? replacement : undefined;
    const back = crud.action === 'read' ? undefined : readBack(place, 'owner');
    return testSource(file, name, [
      `const owner = ${file.use('test:someone')}();`,
      `const ${row} = ${factoryCall(file, resource, 'owner')};`,
      `const reply = ${sendSource(file, endpoint.method, path, { by: `${file.use('test:someone')}()`, body })};`,
      `${file.use('test:expectProblem')}(reply, 404, 'not_found');`,
      back === undefined ? undefined : `${assertFrom(file)}.deepEqual(${back}, ${row});`,
    ]);
  };
  return { name, nodes: [endpoint.key], source };
}

function adminPart(place: RowPlace): TestPart {
  const { file, model, resource, route: { endpoint }, path } = place;
  const name = `${endpoint.key} answers an administrator, whoever the row belongs to`;
  const source = (): string => {
    const row = rowName(resource.entity);
    return testSource(file, name, [
      `const ${row} = ${factoryCall(file, resource, `${file.use('test:someone')}()`)};`,
      `const reply = ${sendSource(file, endpoint.method, path, { by: `${file.use('test:admin')}()` })};`,
      `${expectSuccess(file, model, endpoint, 'reply')};`,
    ]);
  };
  return { name, nodes: [endpoint.key], source };
}

function listPart(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): TestPart {
  const name = `${endpoint.key} shows only the caller's ${manyInWords(resource.entity)}`;
  const source = (): string => {
    const url = pathSource(model.application, endpoint, (parameter) => parameter, requiredQuery(model, endpoint));
    const key = resource.key.name;
    const list = (by: string): string => `${file.use('test:valuesOf')}(await ${file.use('test:listAll')}(${url}, ${file.use(`test:${listingName(endpoint)}`)}, ${by}), ${quoted(key)})`;
    const row = rowName(resource.entity);
    return testSource(file, name, [
      `const owner = ${file.use('test:someone')}();`,
      `const ${row} = ${factoryCall(file, resource, 'owner')};`,
      `${assertFrom(file)}.deepEqual(${list('owner')}, [${row}${memberAccess(key)}]);`,
      `${assertFrom(file)}.deepEqual(${list(`${file.use('test:someone')}()`)}, []);`,
    ]);
  };
  return { name, nodes: [endpoint.key], source };
}

/** A request that names a row of somebody else is refused like one that names no row at all. */
function referenceParts(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly TestPart[] {
  const { factory } = resource;
  if (factory?.route?.endpoint !== endpoint || factory.parents.length > 0) return [];
  const input = factory.input;
  return (input?.references ?? []).flatMap(({ name: property, target }) => {
    const other = model.resources.get(target.name);
    if (other?.factory === undefined || !isOwned(target)) return [];
    const name = `${endpoint.key} refuses the ${property} of somebody else's row`;
    const source = (): string => {
      const variable = rowName(target);
      const body = bare(inputCall(file, resource, 'by', `{ ${propertyName(property)}: ${variable}${memberAccess(other.key.name)} }`));
      return testSource(file, name, [
        `const ${variable} = ${factoryCall(file, other, `${file.use('test:someone')}()`)};`,
        `const by = ${file.use('test:someone')}();`,
        `const body = ${body};`,
        `${file.use('test:expectInvalid')}(${sendSource(file, 'POST', pathSource(model.application, endpoint, (parameter) => parameter), { by: 'by', body: 'body' })}, 422, ${quoted(`/${property}`)});`,
      ]);
    };
    return [{ name, nodes: [endpoint.key], source }];
  });
}

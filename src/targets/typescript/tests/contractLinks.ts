import type { Endpoint, LinkImplementation } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { factoryCall } from './factories.ts';
import { memberAccess, quoted } from './literal.ts';
import { pathSource } from './requestPath.ts';
import { callerOf } from './scene.ts';
import { sendSource, type TestPart, testSource } from './sendSource.ts';
import { bareWords, listingName, manyInWords, rowName } from './testNames.ts';
import type { Resource, TestModel } from './testModel.ts';

/** Contract tests of the endpoint that adds a link; they use the endpoints that list and remove links where these exist. */
export function linkTests(file: TsFile, model: TestModel, endpoint: Endpoint, link: LinkImplementation): readonly TestPart[] {
  if (link.action !== 'add' || link.target === undefined) return [];
  const source = model.resources.get(link.entity);
  const relation = source?.entity.relations.find(({ name }) => name === link.relation);
  const target = relation === undefined ? undefined : model.resources.get(relation.target);
  if (source?.factory === undefined || target?.factory === undefined) return [];
  const title = `${endpoint.key} links ${manyInWords(target.entity)}`;
  return [{ name: title, nodes: [endpoint.key], source: () => testSource(file, title, statements({ file, model, endpoint, link, source, target })) }];
}

interface Place {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly endpoint: Endpoint;
  readonly link: LinkImplementation;
  readonly source: Resource;
  readonly target: Resource;
}

function statements({ file, model, endpoint, link, source, target }: Place): readonly (string | undefined)[] {
  const sibling = (action: LinkImplementation['action']): Endpoint | undefined =>
    model.application.endpoints.find(({ implementation }) => implementation.kind === 'link' && implementation.entity === link.entity && implementation.relation === link.relation && implementation.action === action);
  const list = sibling('list');
  const remove = sibling('remove');
  const needsOwner = source.factory?.needsOwner === true || target.factory?.needsOwner === true;
  const { callerLine, by } = callerOf(file, model, [endpoint, ...(list === undefined ? [] : [list]), ...(remove === undefined ? [] : [remove])], needsOwner);
  const row = rowName(source.entity);
  const other = `linked${bareWords(target.entity).split(' ').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
  const valueOf = (of: Endpoint) => (parameter: string): string => {
    const implementation = of.implementation.kind === 'link' ? of.implementation : link;
    return parameter === implementation.key.parameter ? `${row}${memberAccess(implementation.key.attribute)}` : `${other}${memberAccess(implementation.target?.attribute ?? target.key.name)}`;
  };
  const call = (of: Endpoint): string => sendSource(file, of.method, pathSource(model.application, of, valueOf(of)), { by });
  const assert = assertFrom(file);
  const linked = list === undefined ? undefined : `${file.use('test:valuesOf')}(await ${file.use('test:listAll')}(${pathSource(model.application, list, valueOf(list))}, ${file.use(`test:${listingName(list)}`)}${by === undefined ? '' : ', by'}), ${quoted(target.key.name)})`;
  const key = `${other}${memberAccess(target.key.name)}`;
  return [
    callerLine,
    `const ${row} = ${factoryCall(file, source, source.factory?.needsOwner === true ? by : undefined)};`,
    `const ${other} = ${factoryCall(file, target, target.factory?.needsOwner === true ? by : undefined)};`,
    `${expectSuccess(file, model, endpoint, call(endpoint))};`,
    `${expectSuccess(file, model, endpoint, call(endpoint))};`,
    linked === undefined ? undefined : `${assert}.deepEqual(${linked}, [${key}]);`,
    remove === undefined ? undefined : `${expectSuccess(file, model, remove, call(remove))};`,
    remove === undefined ? undefined : `${expectSuccess(file, model, remove, call(remove))};`,
    linked === undefined || remove === undefined ? undefined : `${assert}.deepEqual(${linked}, []);`,
  ];
}

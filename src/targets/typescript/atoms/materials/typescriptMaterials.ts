import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import type { AtomMaterials, CodeReference, ForeignCode, OtherAppsCode, UnitMaterials } from '../../../../ir/atomMaterials.ts';
import type { Entity } from '../../../../ir/entity.ts';
import type { EmittedFile } from '../../../../ir/unit.ts';
import { wordsOf } from '../../../../ir/wordsOf.ts';
import type { SymbolTable } from '../../code/tsFile.ts';
import { appEmitters, declaredSymbols } from '../../emitters.ts';
import { repositoryName } from '../repositoryCalls.ts';
import { knownNames } from '../knownNames.ts';
import { caseExample } from './caseExample.ts';
import { constraintTexts, type FurtherFunctions, furtherFunctions } from './constraintTexts.ts';
import { entitiesOf, type EntitiesOfAtom } from './entitiesOf.ts';
import { entityText, shortEntityText } from './entityText.ts';
import { deedsIn, FunctionIndex, type KnownFunction, shapeTerms, type SourceText, termsOfWords } from './functionIndex.ts';
import { otherAppsReference } from './otherAppsReference.ts';
import { operationFacts, standingOf } from './operationFacts.ts';
import { namesZone } from './namesZone.ts';
import { namedTypes } from './shapeText.ts';

/** Where functions stand that are worth showing. Repositories are not: what they do is said in general, with names that only they may use. */
const telling = /^src\/(?:services|workflows|state-machines|validators)\//;

/** Nearest functions that compete for room. */
const mostFunctions = 6;

/** Longest list of entities that are only named. */
const mostNamed = 60;

/** The materials of an application's atoms. `generated`: its files as they are emitted; `foreign`: what people and models wrote, which stands in their place. */
export function typescriptMaterials(application: ApplicationIR, generated: Iterable<EmittedFile>, foreign: ForeignCode = {}): AtomMaterials {
  return new Materials(application, sourcesOf(generated, foreign), foreign.others ?? []);
}

/** Files of the app that show functions, those of the workspace in place of the generated ones. */
function sourcesOf(generated: Iterable<EmittedFile>, { files = [], written = [] }: ForeignCode): readonly SourceText[] {
  const texts = new Map<string, string>();
  for (const { file } of generated) if (telling.test(file.path)) texts.set(file.path, file.text);
  for (const { path, text } of files) if (telling.test(path)) texts.set(path, text);
  const units = written.flatMap(({ unit, code, helpers }): readonly SourceText[] => {
    const path = unit.split('#')[0] ?? '';
    return texts.get(path)?.includes(code) === true ? [] : [{ path, text: [code, ...helpers].join('\n\n') }];
  });
  return [...[...texts].map(([path, text]) => ({ path, text })), ...units];
}

class Materials implements AtomMaterials {
  readonly app: Readonly<Record<string, string>>;
  readonly #application: ApplicationIR;
  readonly #symbols: SymbolTable;
  readonly #further: FurtherFunctions;
  readonly #functions: FunctionIndex;
  readonly #entityTexts = new Map<Entity, CodeReference>();
  readonly #units = new Map<string, UnitMaterials>();

  constructor(application: ApplicationIR, sources: readonly SourceText[], others: readonly OtherAppsCode[]) {
    this.#application = application;
    this.#symbols = declaredSymbols(appEmitters, application);
    this.#further = furtherFunctions(knownNames(application));
    this.#functions = new FunctionIndex(sources, others);
    this.app = appFacts(application);
  }

  of(atom: Atom): UnitMaterials {
    const known = this.#units.get(atom.id);
    if (known !== undefined) return known;
    const standing = standingOf(atom, this.#application);
    const entities = entitiesOf(atom, standing, this.#application, this.#symbols);
    const made: UnitMaterials = {
      unit: atom.id, words: atom.task.words, facts: operationFacts(atom, standing, this.#symbols),
      references: this.#references(atom, entities),
      constraints: constraintTexts(atom, standing, this.#application, { functions: this.#further, entities: new Set([...entities.own, ...entities.near].map(({ name }) => name)) }),
    };
    this.#units.set(atom.id, made);
    return made;
  }

  /** Needed things first, then the nearest function, what surrounds the entities, further functions, and what else there is by name. */
  #references(atom: Atom, { own, near, others }: EntitiesOfAtom): readonly CodeReference[] {
    const types = namedTypes(atom.task.signature, this.#application, this.#symbols).map(({ name, text }): CodeReference => ({ name, text, kind: 'type' }));
    const callers = this.#functions.inFile(atom.file).filter(({ name, text }) => name !== atom.name && text.includes(`${atom.name}(`)).slice(0, 1);
    const functions = this.#nearest(atom, [...own, ...near], callers).map((known) => (known.of === undefined ? functionReference(known, 'function') : otherAppsReference(known.of, this.#application)));
    return [
      ...types, ...own.map((entity) => this.#entity(entity)), ...callers.map((known) => functionReference(known, 'caller')), ...functions.slice(0, 1),
      ...nearEntities(near, this.#application), ...functions.slice(1), ...otherEntities(others),
    ];
  }

  #nearest(atom: Atom, entities: readonly Entity[], callers: readonly KnownFunction[]): readonly KnownFunction[] {
    const { words, signature } = atom.task;
    const terms = [...termsOfWords(words), ...deedsIn(words), ...termsOfWords(entities.slice(0, 3).map(({ name }) => name).join(' ')), ...termsOfWords(signature.split(')')[0] ?? ''), ...shapeTerms(signature), `@${atom.task.category}`];
    return this.#functions.nearest(terms, mostFunctions, (known) => !callers.includes(known) && !(known.file === atom.file && known.name === atom.name));
  }

  #entity(entity: Entity): CodeReference {
    const known = this.#entityTexts.get(entity);
    if (known !== undefined) return known;
    const made: CodeReference = { name: entity.name, text: entityText(entity, this.#application), kind: 'entity' };
    this.#entityTexts.set(entity, made);
    return made;
  }
}

function functionReference({ name, file, text }: KnownFunction, kind: 'caller' | 'function'): CodeReference {
  return { name, text: `// ${file}${name.includes('.') ? `, ${name}` : ''}\n${text}`, kind };
}

/** Most entities that are shown for being near. */
const mostNear = 8;

function nearEntities(entities: readonly Entity[], application: ApplicationIR): readonly CodeReference[] {
  if (entities.length === 0) return [];
  return [{ name: 'entities near by', text: entities.slice(0, mostNear).map((entity) => shortEntityText(entity, application)).join('\n'), kind: 'entity' }];
}

function otherEntities(entities: readonly Entity[]): readonly CodeReference[] {
  if (entities.length === 0) return [];
  const names = entities.slice(0, mostNamed).map((entity) => `${entity.name} (${repositoryName(entity)})`);
  return [{ name: 'further entities', text: `// Further entities: ${names.join(', ')}${entities.length > mostNamed ? ', …' : ''}`, kind: 'entity' }];
}

function appFacts(application: ApplicationIR): Readonly<Record<string, string>> {
  const { entities, title, stateMachines, events } = application;
  const kinds = new Set(entities.flatMap(({ attributes }) => attributes.map(({ schema }) => schema.kind)));
  const flag = (isSo: boolean): string => (isSo ? 'yes' : '');
  return {
    title, language: 'TypeScript', caseExample: caseExample(application), hasDecimals: flag(kinds.has('decimal')), hasOwners: flag(entities.some(({ owner }) => owner !== undefined)),
    hasMachines: flag(stateMachines.length > 0), hasEvents: flag(events.length > 0), hasLinks: flag(entities.some(({ relations }) => relations.some(({ kind }) => kind === 'manyToMany'))),
    hasRows: flag(entities.length > 0), hasZones: flag(wordsOf(application).some(({ text }) => namesZone(text))),
  };
}

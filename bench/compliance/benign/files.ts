import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { applyEdits } from '../../../src/base/textEdit.ts';
import { type App, edit, pathOf, textWithComments } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { type TopLevel, declaredName, importersOf, importsFor, importsOf, isExported, isTopLevel, isTypeOnly, specifierOf } from '../scopes.ts';

const movable = /^src\/(?:api|models|services|repositories\/\w+Repository|state-machines\/(?!machine)|validators|workflows)/;

/** The file at another path, with its own imports and those of it set right. */
function moved(app: App, from: string, to: string): Place {
  const inside = importsOf(app.tree(from)).map(({ specifier, target }) => edit.replace(specifier, `"${specifierOf(to, target)}"`));
  const outside = importersOf(app, from).filter(({ node }) => pathOf(node) !== from).map(({ specifier, node }) => edit.replace(specifier, `"${specifierOf(pathOf(node), to)}"`));
  return { ...placeOf(outside, { files: new Map([[from, undefined], [to, applyEdits(app.text(from), inside)]]) }), file: from, start: 0 };
}

const fileName = (path: string): string => path.split('/').at(-1) ?? path;
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Declarations that files give to others, alone in their statement. */
function exportsOf(app: App): TopLevel[] {
  return app.nodes(isTopLevel, movable).filter((node) => isExported(node) && declaredName(node) !== undefined);
}

/** The declaration in a file of its own; its old file has it from there. */
function split(app: App, node: TopLevel, importersToo: boolean): Place | undefined {
  const from = pathOf(node);
  const name = declaredName(node) ?? '';
  const to = `${folderOf(from)}/${name}Part.ts`;
  const tree = node.getSourceFile();
  const exported = new Set(tree.statements.filter((other): other is TopLevel => isTopLevel(other) && isExported(other)).map((other) => declaredName(other) ?? ''));
  const used = tree.statements.filter((other): other is TopLevel => isTopLevel(other) && other !== node && !isExported(other)).map(declaredName);
  const text = textWithComments(node);
  if (used.some((other) => other !== undefined && new RegExp(`\\b${other}\\b`).test(text))) return undefined;
  const others = tree.statements.filter((other) => other !== node);
  const usedHere = others.some((other) => new RegExp(`\\b${name}\\b`).test(other.getText()));
  const [first] = tree.statements;
  if (first === undefined || others.length === 0) return undefined;
  const clause = `${isTypeOnly(node) ? 'type ' : ''}{ ${name} }`;
  const lines = [...(usedHere ? [`import ${clause} from "${specifierOf(from, to)}";`] : []), ...(importersToo ? [] : [`export ${clause} from "${specifierOf(from, to)}";`])];
  const outside = importersToo ? importersOf(app, from).flatMap(({ node: importer }) => movedImport(importer, name, to)) : [];
  if (importersToo && importersOf(app, from).some(({ node: importer }) => !ts.isImportDeclaration(importer))) return undefined;
  const head: TextEdit[] = lines.length === 0 ? [] : [{ file: from, start: 0, end: 0, text: `${lines.join('\n')}\n` }];
  return { ...placeOf([...head, edit.removeStatement(node), ...outside], { files: new Map([[to, `${importsFor([node], to, exported).join('\n')}\n\n${text}\n`]]) }), file: from, start: node.getStart() };
}

/** An import without a name, and the name imported from elsewhere. */
function movedImport(importer: ts.ImportDeclaration | ts.ExportDeclaration, name: string, to: string): TextEdit[] {
  const bindings = ts.isImportDeclaration(importer) ? importer.importClause?.namedBindings : undefined;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
  const own = bindings.elements.find((element) => (element.propertyName ?? element.name).text === name);
  if (own === undefined) return [];
  const rest = bindings.elements.filter((element) => element !== own);
  const type = ts.isImportDeclaration(importer) && importer.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
  const line = `import ${type}{ ${own.getText()} } from "${specifierOf(pathOf(importer), to)}";`;
  return rest.length === 0 ? [edit.replace(importer, line)] : [edit.replace(bindings, `{ ${rest.map((element) => element.getText()).join(', ')} }`), edit.before(importer, `${line}\n`)];
}

/** Two files of one folder as one; undefined when they use a name for two things. */
function merged(app: App, first: string, second: string): Place | undefined {
  const to = first;
  const trees = [app.tree(first), app.tree(second)];
  const names = trees.map((tree) => new Set(tree.statements.filter(isTopLevel).map(declaredName)));
  if ([...(names[0] ?? [])].some((name) => names[1]?.has(name) === true)) return undefined;
  const imports = new Map<string, Map<string, string>>();
  for (const tree of trees) {
    for (const statement of tree.statements.filter(ts.isImportDeclaration)) {
      const bindings = statement.importClause?.namedBindings;
      if (!ts.isStringLiteral(statement.moduleSpecifier) || bindings === undefined || !ts.isNamedImports(bindings)) return undefined;
      const specifier = statement.moduleSpecifier.text;
      if ([fileName(first), fileName(second)].includes(specifier.replace('./', ''))) continue;
      const own = imports.get(specifier) ?? new Map<string, string>();
      const isType = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      for (const element of bindings.elements) {
        const text = element.getText().replace(/^type /, '');
        const typeOnly = (isType || element.isTypeOnly) && !(own.has(text) && own.get(text) === text);
        own.set(text, typeOnly ? `type ${text}` : text);
      }
      imports.set(specifier, own);
    }
  }
  const locals = [...imports.values()].flatMap((own) => [...own.keys()]);
  if (new Set(locals).size !== locals.length || locals.some((name) => names.some((declared) => declared.has(name)))) return undefined;
  const bodies = trees.map((tree) => tree.statements.filter((statement) => !ts.isImportDeclaration(statement)).map((statement) => textWithComments(statement)).join('\n\n'));
  // What is used when the file is loaded has to stand before its use.
  const ordered = importsOf(app.tree(first)).some(({ target }) => target === second) ? [...bodies].reverse() : bodies;
  const lines = [...imports].map(([specifier, own]) => `import { ${[...own.values()].join(', ')} } from "${specifier}";`);
  const outside = importersOf(app, second).filter(({ node }) => pathOf(node) !== first && pathOf(node) !== second).map(({ specifier, node }) => edit.replace(specifier, `"${specifierOf(pathOf(node), to)}"`));
  return { ...placeOf(outside, { files: new Map([[second, undefined], [to, `${lines.join('\n')}\n\n${ordered.join('\n\n')}\n`]]) }), file: first, start: 0 };
}

const pathsOf = (app: App, paths: RegExp): string[] => app.trees(paths).map((tree) => tree.fileName);

function pairs(app: App, folder: RegExp): Place[] {
  const paths = pathsOf(app, folder);
  return paths.flatMap((first, index) => paths.slice(index + 1, index + 3).flatMap((second) => (folderOf(first) === folderOf(second) ? merged(app, first, second) ?? [] : [])));
}

/** `index.ts` of a folder, and everybody outside who imports from it. */
function barrel(app: App, folder: string): Place {
  const files = pathsOf(app, new RegExp(`^${folder}/[^/]+\\.ts$`)).filter((path) => !path.endsWith('support.ts'));
  const index = `${folder}/index.ts`;
  const outside = files.flatMap((path) => importersOf(app, path).filter(({ node }) => folderOf(pathOf(node)) !== folder && ts.isImportDeclaration(node)).map(({ specifier, node }) => edit.replace(specifier, `"${specifierOf(pathOf(node), index)}"`)));
  return { ...placeOf(outside, { files: new Map([[index, `${files.map((path) => `export * from "./${fileName(path)}";`).join('\n')}\n`]]) }), file: index, start: 0 };
}

export const fileChanges: readonly Operator[] = [
  benign('file.renamed', (app) => pathsOf(app, movable).map((path) => moved(app, path, path.replace(/\.ts$/, '.impl.ts')))),
  benign('file.movedToModule', (app) => pathsOf(app, movable).filter((path) => !path.endsWith('support.ts')).map((path) => moved(app, path, `src/modules/${folderOf(path).split('/').at(-1) ?? ''}/${fileName(path)}`))),
  benign('file.movedUp', (app) => pathsOf(app, /^src\/(?:models|api)\/\w+\//).filter((path) => !path.endsWith('support.ts')).map((path) => moved(app, path, `src/${folderOf(path).split('/').at(-1) ?? ''}/${fileName(path)}`))),
  benign('file.split.reexported', (app) => exportsOf(app).flatMap((node) => split(app, node, false) ?? [])),
  benign('file.split.importedThere', (app) => exportsOf(app).flatMap((node) => split(app, node, true) ?? [])),
  benign('files.merged', (app) => [/^src\/models\/schemas\/(?!support)/, /^src\/models\/presenters\//, /^src\/workflows\//, /^src\/models\/entities\//, /^src\/validators\//].flatMap((folder) => pairs(app, folder))),
  benign('files.barrel', (app) => ['src/models/schemas', 'src/models/presenters', 'src/workflows', 'src/services', 'src/api/routes'].filter((folder) => pathsOf(app, new RegExp(`^${folder}/[^/]+\\.ts$`)).length > 1).map((folder) => barrel(app, folder))),
  benign('file.unrelatedAdded', () => [placeOf([], { files: new Map([['src/shared/slug.ts', '/** A text as it may stand in a URL. */\nexport function slugOf(text: string): string {\n  return text.toLowerCase().replaceAll(/\\W+/g, "-");\n}\n']]) })]),
  benign('file.readmeChanged', (app) => [placeOf([{ file: 'README.md', start: 0, end: 0, text: '# Ours\n\n' }]), ...(app.texts.has('docker/compose.yaml') ? [placeOf([{ file: 'docker/compose.yaml', start: 0, end: 0, text: '# Started by the deployment.\n' }])] : []), placeOf([{ file: '.env.example', start: 0, end: 0, text: '# Local settings\n' }])]),
];

// How the parser of TypeScript gets into a bundle: without the checker, the emitter and the language service, which are
// nine tenths of the package. What is cut is what stands behind the parser in the package's one file; what is kept is made
// such that esbuild can leave out whatever the program does not import.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const packageFile = createRequire(import.meta.url).resolve('typescript');

/** An esbuild plugin that puts the parser of `typescript` into the bundle. The program must import names, or `* as` a namespace. */
export const bundledParser = {
  name: 'bundled-parser',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: packageFile, namespace: 'parser', sideEffects: false }));
    build.onLoad({ filter: /./, namespace: 'parser' }, () => ({ contents: parserOf(readFileSync(packageFile, 'utf8')) }));
    build.onEnd(({ warnings }) => ({ errors: warnings.filter(({ id, text }) => id === 'import-is-undefined' && text.includes('typescript')) }));
  },
};

/** What the language service adds to nodes and their published types tell of: of all that, only the text of names. */
const textOfNames = `
class Name extends objectAllocator.getNodeConstructor() { get text() { return idText(this); } }
objectAllocator.getIdentifierConstructor = objectAllocator.getPrivateIdentifierConstructor = () => Name;`;

/** An ES module of the parser alone, made of the package's file; throws when that file is not built as this expects. */
export function parserOf(text) {
  const names = exportedNames(between(text, '__export(typescript_exports, {\n', '\n});\n'));
  const body = between(text, 'module.exports = __toCommonJS(typescript_exports);\n', '\n// src/compiler/commandLineParser.ts\n');
  const shakeable = withoutDiagnosticsTable(withoutSystem(withPureInitialisers(withoutNamespaceObjects(body))));
  const declared = new Set([...shakeable.matchAll(/^(?:var|function|class|async function|function\*) (\w+)/gm)].map(([, name]) => name));
  const exported = names.filter(({ local }) => declared.has(local)).map(({ local, name }) => `${local} as ${name}`);
  return `${shakeable}\n${textOfNames}\nexport { ${exported.join(', ')} };\n`;
}

function exportedNames(list) {
  return [...list.matchAll(/^ {2}(\w+): \(\) => (\w+),?$/gm)].map(([, name, local]) => ({ name, local }));
}

/** Module objects with a getter for each name: as plain objects that nothing needs to run for. */
function withoutNamespaceObjects(text) {
  return text.replaceAll(/^var (\w+_exports) = \{\};\n__export\(\1, \{\n([^]*?)\n\}\);$/gm, (_, name, entries) =>
    `var ${name} = {\n${entries.replaceAll(/^ {2}(\w+): \(\) => (\w+)/gm, '  get $1() { return $2; }')}\n};`);
}

/** Calls and constructions that give a variable its value have no other effect, so they go when the variable is not used. */
function withPureInitialisers(text) {
  return text.replaceAll(/^(var \w+ = )(?=new |\(\(\) => \{|[A-Za-z]\w*(?:\.\w+)*\()/gm, '$1/* @__PURE__ */ ');
}

/** The file system and the environment, which the parser does not ask. */
function withoutSystem(text) {
  const system = replacedOnce(text, /^var sys = [^]*?^\}\)\(\);$/m, 'var sys = undefined;');
  return system.replaceAll(/^if \(sys && [^]*?^\}$/gm, '');
}

/** Each message as a variable of its own, so that only those of the parser stay. */
function withoutDiagnosticsTable(text) {
  const codes = new Map();
  const split = replacedOnce(text, /^var Diagnostics = \{\n([^]*?)\n\};$/m, (_, table) => table.replaceAll(/^ {2}(\w+): diag\(\s*([\de]+),([^]*?)\),?$/gm, (_entry, name, code, rest) => {
    codes.set(name, `message${Number(code)}`);
    return `var message${Number(code)} = /* @__PURE__ */ diag(${code},${rest});`;
  }));
  return split.replaceAll(/\bDiagnostics\.(\w+)/g, (_, name) => codes.get(name) ?? unexpected(`the message ${name}`));
}

function between(text, start, end) {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from + start.length);
  if (from < 0 || to < 0) unexpected(from < 0 ? start : end);
  return text.slice(from + start.length, to);
}

function replacedOnce(text, pattern, replacement) {
  const replaced = text.replace(pattern, replacement);
  if (replaced === text) unexpected(String(pattern));
  return replaced;
}

function unexpected(what) {
  throw new Error(`The package typescript is not built as expected: no ${what}`);
}

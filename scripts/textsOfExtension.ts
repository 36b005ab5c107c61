import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Every text that `src/extension` gives to `vscode.l10n.t`, sorted. Throws at a text that is not written out where it is used. */
export function textsOfExtension(root: string): readonly string[] {
  const folder = join(root, 'src', 'extension');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const texts = files.flatMap((file) => textsOf(ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest)));
  return [...new Set(texts)].sort();
}

function textsOf(source: ts.SourceFile): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && translates(node.expression)) {
      const [text] = node.arguments;
      if (text === undefined || !ts.isStringLiteralLike(text)) throw new Error(`${source.fileName}: a text for l10n.t is not a literal.`);
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** `vscode.l10n.t`, `l10n.t`, and `t` taken from there. */
function translates(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 't';
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 't') return false;
  const of = callee.expression;
  return ts.isPropertyAccessExpression(of) ? of.name.text === 'l10n' : ts.isIdentifier(of) && of.text === 'l10n';
}

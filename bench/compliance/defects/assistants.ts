import * as ts from 'typescript';
import { edit, isCallOf, nameOf, pathOf } from '../app.ts';
import { type Operator, defect, placeOf } from '../operator.ts';

const presenters = /^src\/models\/presenters\//;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;

/** What looks like the tidying up of an assistant and does something else. */
export const assistantDefects: readonly Operator[] = [
  defect('assistant.presenter.wholeRow', (app) => app.nodes(ts.isReturnStatement, presenters).flatMap((node) => {
    const shown = node.expression;
    if (shown === undefined || !ts.isObjectLiteralExpression(shown) || !shown.getText().includes('id: row.id') || !app.text(pathOf(node).replace('/presenters/', '/entities/')).includes('rowVersion:')) return [];
    return [placeOf([edit.replace(node, `return { ...row, ${shown.properties.map((property) => property.getText()).join(', ')} };`)], { expected: [{ keys: [/./], code: /^DM4523$/, files: [pathOf(node)] }] })];
  })),
  defect('assistant.presenter.emptyText', (app) => app.nodes(ts.isPropertyAssignment, presenters).filter(({ initializer }) => /\?\? null$/.test(initializer.getText())).map((node) =>
    placeOf([edit.replace(node.initializer, node.initializer.getText().replace(/\?\? null$/, '?? ""'))], { expected: [{ keys: [new RegExp(`\\.${nameOf(node)}$`)], code: /^DM4522$/, files: [pathOf(node)] }] }))),
  defect('assistant.query.sqlTextOther', (app) => app.nodes(ts.isCallExpression, repositories).flatMap((node) => {
    const [column, value] = node.arguments;
    if (!isCallOf(node, 'eq') || column === undefined || value === undefined) return [];
    return [placeOf([{ file: pathOf(node), start: 0, end: 0, text: 'import { sql as text } from "drizzle-orm";\n' }, edit.replace(node, `text\`\${${column.getText()}} <> \${${value.getText()}}\``)], { expected: [{ keys: [/./], code: /^DM45/, files: [pathOf(node)], many: true }] })];
  })),
  defect('assistant.await.allOfWrites', (app) => app.nodes(ts.isExpressionStatement, /^src\/workflows\//).filter((node) => /^await \w+Repository\.(?:insert|update|remove)\(/.test(node.getText())).map((node) =>
    placeOf([edit.replace(node, `void Promise.all([${node.expression.getText().replace(/^await /, '')}]);`)], { expected: [{ keys: [/^flow:/], code: /^DM45/, files: [pathOf(node)] }] }))),
];

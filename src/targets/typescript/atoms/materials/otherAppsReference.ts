import { codeNamesOf } from '../../../../ast/codeNames.ts';
import { plainLine } from '../../../../base/plainText.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { CodeReference, OtherAppsCode } from '../../../../ir/atomMaterials.ts';
import { isKnownName } from '../checks/names.ts';
import { reindented } from './reindented.ts';

const mostName = 60;
const mostWords = 240;

/** A function of another app as prompts show it: where it comes from, what it was written for, and which of its names do not exist here. */
export function otherAppsReference({ app, name, words, code }: OtherAppsCode, application: ApplicationIR): CodeReference {
  const { values, types } = codeNamesOf(code);
  const unknown = [...new Set([...[...values].filter((one) => !isKnownName(one, 'values', application)), ...[...types].filter((one) => !isKnownName(one, 'types', application))])].sort();
  const from = plainLine(app, mostName);
  const header = [
    `// from another app (${from}), where it was written for: ${plainLine(words, mostWords)}`,
    ...(unknown.length === 0 ? [] : [`// of that app, and not known here: ${unknown.join(', ')}`]),
  ];
  return { name: `${name} (from app ${from})`, text: `${header.join('\n')}\n${reindented(code)}`, kind: 'function' };
}

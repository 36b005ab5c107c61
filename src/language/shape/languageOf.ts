import { language as devmatrixLanguage } from '../../spec/devmatrix/language.ts';
import { asText, valueOf } from '../../spec/source.ts';
import { openApiLanguage } from '../openapi/language.ts';
import type { Reading } from '../reading.ts';
import type { Language } from './levels.ts';

/** The table of the language that a text is written in; undefined while nothing says which. */
export function languageOf(reading: Reading): Language | undefined {
  if (reading.dialect === 'devmatrix') return devmatrixLanguage;
  if (reading.dialect !== 'openapi') return undefined;
  return openApiLanguage(asText(valueOf(reading.root, 'openapi'))?.startsWith('3.0') === true ? '3.0' : '3.1');
}

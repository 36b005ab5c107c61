import type { Parsed } from '../base/diagnostic.ts';
import { sourceCatalogue } from './catalogue.ts';
import { readJson } from './readJson.ts';
import { readYaml } from './readYaml.ts';
import { rememberText, type SourceNode } from './source.ts';

/** In millions of UTF-16 units. */
const sizeLimitMillions = 64;

/** Reads a YAML or JSON text. The value is undefined when the text is empty or nothing of it can be read. */
export function readSource(file: string, text: string): Parsed<SourceNode | undefined> {
  const parsed = readTree(file, text);
  if (parsed.value !== undefined) rememberText(parsed.value, text);
  return parsed;
}

function readTree(file: string, text: string): Parsed<SourceNode | undefined> {
  const start = { file, start: 0, end: 0 };
  if (text.length > sizeLimitMillions * 1e6) {
    return { value: undefined, diagnostics: [sourceCatalogue.report('DM1005', start, { size: Math.ceil(text.length / 1e6), limit: sizeLimitMillions })] };
  }
  if (text.trim() === '') return { value: undefined, diagnostics: [sourceCatalogue.report('DM1001', start, {})] };
  if (file.toLowerCase().endsWith('.json')) return readJson(file, text);
  if (!/^\s*[[{]/.test(text)) return readYaml(file, text);
  const json = readJson(file, text);
  return json.diagnostics.length === 0 ? json : readYaml(file, text);
}

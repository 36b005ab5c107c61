import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { piecesOf } from '../../src/llm/tokens/textPieces.ts';
import { roughCounter, type TokenCounter } from '../../src/llm/tokens/tokenCounter.ts';
import { openTiktoken } from '../../src/node/tokens/tiktokenCounter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guarded = await openTiktoken(import.meta.url);
const exact = exactCounter();

/** tiktoken's whole build, without our guards: another program and another loader. */
function exactCounter(): TokenCounter {
  const { get_encoding: getEncoding } = createRequire(import.meta.url)('tiktoken') as { readonly get_encoding: (name: string) => { encode_ordinary(text: string): Uint32Array } };
  const encoding = getEncoding('o200k_base');
  return { count: (text) => encoding.encode_ordinary(text).length };
}

const files = ['src/spec/plainYaml.ts', 'docs/language.md', 'schemas/devmatrix.schema.json', 'l10n/bundle.l10n.de.json', 'examples/shop/shop.devmatrix.yaml', 'CHANGELOG.md', 'package.json']
  .map((file) => readFileSync(join(root, file), 'utf8'));

it('counts code, prose, JSON and YAML as tiktoken does, to the token, also the second time', () => {
  for (const text of [...files, files.join('\r\n'), '', 'a', '\n', 'Ünïcödé 语言模型 😀👍🏽 e\u0301 \u00a0\u3000 ١٢٣ Ⅳ', 'x\n\n  y\r\n\r\nz\t\n1']) {
    assert.equal(guarded.count(text), exact.count(text));
    assert.equal(guarded.count(text), exact.count(text));
  }
});

it('counts any mixture of scripts, cases, marks and spaces as tiktoken does', () => {
  const alphabet = Array.from(" \n\r\t\u0085\u00a0\u2003\u3000\ufeff\u200babcXYZ'sS\u017ftTRELLvemdéÉßŉǅʰªاשकि語々ーㄅ😀🏽\u0301\u20dd0129٣Ⅳ½//.,;:{}[]<|>_-+=\\\u{1d400}\u{20000}\u212a");
  for (let seed = 1; seed <= 400; seed += 1) {
    const text = randomText(seed, alphabet, seed);
    assert.equal(guarded.count(text), exact.count(text), JSON.stringify(text));
  }
});

it('cuts texts only where no token reaches over', () => {
  const sources = readdirSync(join(root, 'src/semantics')).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(root, 'src/semantics', name), 'utf8'));
  for (const text of [...files, ...sources]) {
    const pieces = piecesOf(text);
    assert.equal(pieces.map(({ start, end }) => text.slice(start, end)).join(''), text);
    for (const { kind, start, end } of pieces) {
      if (kind === 'plain') assert.ok(start === 0 || /[\r\n]/.test(text.charAt(start - 1)) || pieces.some((piece) => piece.kind === 'run' && piece.end === start), text.slice(start, start + 20));
      assert.ok(end > start);
    }
    assert.equal(pieces.reduce((sum, { start, end }) => sum + exact.count(text.slice(start, end)), 0), exact.count(text));
  }
});

it('takes what looks like a special token for plain text', () => {
  for (const text of ['<|im_start|>system', '<|endoftext|>', '<|endofprompt|> x <|im_end|>', '<|fim_prefix|>']) {
    assert.equal(guarded.count(text), exact.count(text));
    assert.ok(guarded.count(text) > 2, text);
  }
});

const unbroken: Readonly<Record<string, (length: number) => string>> = {
  letters: (length) => 'a'.repeat(length),
  'random letters': (length) => randomText(length, 'abcdefghijklmnopqrstuvwxyz'),
  'two cases': (length) => randomText(length, 'abcdefghXYZ'),
  punctuation: (length) => '='.repeat(length),
  'random punctuation': (length) => randomText(length, '!#%&()*+-./:;<=>?[]^_{|}~'),
  spaces: (length) => ' '.repeat(length),
  'line ends': (length) => '\r\n'.repeat(length / 2),
  'no-break spaces': (length) => '\u00a0'.repeat(length),
  emoji: (length) => randomText(length / 2, ['😀', '🚀', '👍', '🏽', '\u200d']),
  'emoji and punctuation': (length) => randomText(length / 2, ['😀', '!', '…', '?']),
  Chinese: (length) => randomText(length, '语言模型的标记计数我们你们他们中国人民学习工作时间'),
  Thai: (length) => randomText(length, 'ภาษาไทยกขคงจฉชซ'),
  Arabic: (length) => randomText(length, 'سلامعليكم'),
  'combining marks': (length) => 'a\u0301'.repeat(length / 2),
  'letters beyond the first plane': (length) => randomText(length / 2, ['𝐀', '𝐛', '𠀀']),
};

function randomText(length: number, from: string | readonly string[], seed = 1): string {
  const characters = Array.from(from);
  let state = 88_172_645 + seed * 7919;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return characters[(state >>> 0) % characters.length];
  }).join('');
}

it('estimates long unbroken runs by samples, within a tenth or some thirty tokens', () => {
  for (const [name, make] of Object.entries(unbroken)) {
    const text = `let x = 1;\n${make(3_000)}\nlet y = 2;\n`;
    const [estimated, real] = [guarded.count(text), exact.count(text)];
    assert.ok(Math.abs(estimated - real) < Math.max(real / 10, 30), `${name}: ${String(estimated)} of ${String(real)}`);
  }
});

it('needs time that grows with the length of a text only, whatever is in it', () => {
  const cpuMs = (run: () => void): number => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  for (const [name, make] of Object.entries(unbroken)) {
    // A quadratic count of such runs takes seconds, whatever else the machine does.
    const text = make(60_000);
    assert.ok(cpuMs(() => guarded.count(text)) < 250, name);
  }
});

it('survives lone halves of characters', () => {
  for (const text of ['\ud800', 'a\udc00b', '\ud800'.repeat(5000), '\udc00'.repeat(5000)]) assert.ok(guarded.count(text) > 0);
});

it('is roughly right before the counter is loaded', () => {
  for (const text of files) {
    const ratio = roughCounter.count(text) / exact.count(text);
    assert.ok(ratio > 0.9 && ratio < 1.25, String(ratio));
  }
});

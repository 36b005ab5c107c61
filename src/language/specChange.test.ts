import assert from 'node:assert/strict';
import { applyEdits } from '../base/textEdit.ts';
import { parseSpec } from '../spec/parseSpec.ts';
import { readSource } from '../spec/readSource.ts';
import { type CodeFinding, specChange } from './specChange.ts';

const spec = `devmatrix: 1
name: shop
entities:
  # What is sold.
  Product:
    attributes:
      title: string # shown everywhere
      price: { type: decimal, precision: 12, scale: 2, exclusiveMinimum: 0 }
      code:
        type: string
        maxLength: 20 # as printed
        nullable: true
      stock: { type: integer, default: 0 }
    endpoints:
      only: [list, read, delete]
  Note:
    attributes:
      text: string
`;

const openapi = `openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /notes:
    # Newest first.
    get: { responses: { '200': { description: All notes. } } }
    post: { responses: { '201': { description: Done. } } }
  /notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    delete: { responses: { '204': { description: Gone. } } }
`;

interface Case extends Omit<CodeFinding, 'spec' | 'found'> {
  /** The words of the spec that the finding is about. */
  readonly at: string;
  readonly found?: string;
}

/** The lines that change, `-` before and `+` after; the text has to stay a spec without errors. */
function change(text: string, { at, found, ...finding }: Case): string {
  const file = 'shop.devmatrix.yaml';
  const root = readSource(file, text).value;
  assert.ok(root !== undefined);
  const start = text.indexOf(at);
  assert.ok(start >= 0, at);
  const offered = specChange(root, { ...finding, found, spec: { file, start, end: start + at.length } });
  if (offered === undefined) return 'none';
  const after = applyEdits(text, offered.edits());
  const { diagnostics } = parseSpec({ main: file, read: (path) => (path === file ? after : undefined) });
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message), [], after);
  const [old, now] = [text.split('\n'), after.split('\n')];
  return [...old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`), ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`)].join('\n');
}

const cases: readonly (readonly [string, string, Case, string])[] = [
  ['a bound takes the value of the code', spec, { about: 'constraint', kind: 'contradicts', key: 'Product.code.maxLength', at: 'maxLength: 20', found: 'maxLength 40' },
    '- maxLength: 20 # as printed\n+ maxLength: 40 # as printed'],
  ['an exclusive bound becomes an inclusive one', spec, { about: 'constraint', kind: 'contradicts', key: 'Product.price.exclusiveMinimum', at: 'exclusiveMinimum', found: 'minimum 1' },
    '- price: { type: decimal, precision: 12, scale: 2, exclusiveMinimum: 0 }\n+ price: { type: decimal, precision: 12, scale: 2, minimum: 1 }'],
  ['a bound that the code does not check goes', spec, { about: 'constraint', kind: 'missing', key: 'Product.price.exclusiveMinimum', at: 'exclusiveMinimum' },
    '- price: { type: decimal, precision: 12, scale: 2, exclusiveMinimum: 0 }\n+ price: { type: decimal, precision: 12, scale: 2 }'],
  ['a bound that only the code has is added', spec, { about: 'constraint', kind: 'unrequested', key: 'Product.stock.minimum', at: 'stock', found: 'minimum 0' },
    '- stock: { type: integer, default: 0 }\n+ stock: { type: integer, default: 0, minimum: 0 }'],
  ['a bound is added to an attribute that only says its type', spec, { about: 'constraint', kind: 'unrequested', key: 'Product.title.maxLength', at: 'title', found: 'maxLength 80' },
    '- title: string # shown everywhere\n+ title: { type: string, maxLength: 80 } # shown everywhere'],
  ['a pattern is quoted where YAML needs it', spec, { about: 'constraint', kind: 'unrequested', key: 'Product.code.pattern', at: 'code:', found: 'pattern ^[A-Z]{3}: $' },
    "+ pattern: '^[A-Z]{3}: $'"],
  ['what is nullable in the code becomes nullable', spec, { about: 'nullable', kind: 'contradicts', key: 'Product.stock.nullable', at: 'stock', found: 'nullable' },
    '- stock: { type: integer, default: 0 }\n+ stock: { type: integer, default: 0, nullable: true }'],
  ['what is not nullable in the code ceases to be', spec, { about: 'nullable', kind: 'contradicts', key: 'Product.code.nullable', at: 'nullable', found: 'not nullable' }, '- nullable: true'],
  ['a default follows the code', spec, { about: 'default', kind: 'contradicts', key: 'Product.stock.default', at: 'default: 0', found: 'the default 5' },
    '- stock: { type: integer, default: 0 }\n+ stock: { type: integer, default: 5 }'],
  ['a default that the code does not give goes', spec, { about: 'default', kind: 'missing', key: 'Product.stock.default', at: 'default: 0', found: 'no default' },
    '- stock: { type: integer, default: 0 }\n+ stock: { type: integer }'],
  ['a default that is computed is not offered', spec, { about: 'default', kind: 'contradicts', key: 'Product.stock.default', at: 'default: 0', found: 'the default now()' }, 'none'],
  ['what is implied by an entity is not changed there', spec, { about: 'nullable', kind: 'contradicts', key: 'Product.createdAt.nullable', at: 'Product', found: 'nullable' }, 'none'],
  ['an attribute that the code does not have goes', spec, { about: 'attribute', kind: 'missing', key: 'Product.stock', at: 'stock' }, '- stock: { type: integer, default: 0 }'],
  ['a column that only the code has becomes an attribute', spec, { about: 'column', kind: 'unrequested', key: 'Product.weight', at: 'Product', found: 'numeric(8, 3)' },
    '+ weight: { type: decimal, precision: 8, scale: 3, nullable: true }'],
  ['a column with a default becomes one with it', spec, { about: 'column', kind: 'unrequested', key: 'Note.pinned', at: 'Note', found: 'boolean not null default false' },
    '+ pinned: { type: boolean, default: false }'],
  ['a column of a type that the language does not have is not offered', spec, { about: 'column', kind: 'unrequested', key: 'Note.area', at: 'Note', found: 'polygon not null' }, 'none'],
  ['an operation that is listed goes from the list', spec, { about: 'endpoint', kind: 'missing', key: 'DELETE /products/{id}', at: 'Product' },
    '- only: [list, read, delete]\n+ only: [list, read]'],
  ['an operation that is not listed is excepted', spec, { about: 'endpoint', kind: 'missing', key: 'PATCH /notes/{id}', at: 'Note' }, '+ except: [update]'],
  ['the route of a relation cannot be left out by itself', spec, { about: 'endpoint', kind: 'missing', key: 'GET /notes/{id}/parts', at: 'Note' }, 'none'],
  ['an operation of OpenAPI goes', openapi, { about: 'endpoint', kind: 'missing', key: 'POST /notes', at: 'post' }, "- post: { responses: { '201': { description: Done. } } }"],
  ['the last operation of a path takes the path along', openapi, { about: 'endpoint', kind: 'missing', key: 'DELETE /notes/{id}', at: 'delete' },
    "- /notes/{id}:\n- parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n- delete: { responses: { '204': { description: Gone. } } }"],
];

for (const [title, text, given, expected] of cases) it(title, () => { assert.equal(change(text, given), expected); });

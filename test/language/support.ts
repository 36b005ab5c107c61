import { completionsAt } from '../../src/language/completionsAt.ts';
import { definitionAt } from '../../src/language/definitionAt.ts';
import { hoverAt } from '../../src/language/hoverAt.ts';
import { openSpec, type SpecDocument } from '../../src/language/openSpec.ts';
import type { Completion } from '../../src/language/types.ts';

const shop = `devmatrix: 1
name: shop
auth:
  scopes:
    staff: Sells.
    admin: Everything.
types:
  Money: { type: decimal, precision: 10, scale: 2 }
entities:
  Customer:
    description: A person who buys.
    owner: userId
    attributes:
      userId: string
      email: { type: email, unique: true }
    relations:
      orders: { hasMany: Order, via: customer }
  Order:
    owner: customer
    attributes:
      number: { type: string, generated: flow, unique: true }
      kind: { enum: [GIFT, NORMAL], default: NORMAL }
      total: decimal
      status: { state: orderStatus }
      note: string?
    relations:
      customer: { belongsTo: Customer }
<entity>
stateMachines:
  orderStatus:
    entity: Order
    states: [OPEN, PAID, LOST]
    transitions:
      pay: { from: OPEN, to: PAID }
<transition>
invariants:
  positive:
    entity: Order
    rule: self.total >= 0.00
<invariant>
flows:
  payOrder:
    description: Takes the money.
    trigger: { http: 'POST /orders/{id}/pay', body: { amount: decimal } }
    steps:
      - load: Order
        as: order
        by: input.id
<step>
      - emit: order.paid
        payload: { orderId: order.id, amount: input.amount }
  tell:
    description: Writes a letter.
    trigger: { call: { text: string, urgent: boolean } }
    steps: []
<flow>
`;

const pets = `openapi: 3.0.3
info: { title: Pets, version: '1' }
tags:
  - name: pets
    description: All about pets.
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - $ref: '#/components/parameters/Limit'
      responses:
        '200':
          description: The pets
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Pet' } }
<operation>
  /pets/{petId}:
<item>
components:
  schemas:
<schema>
    Pet:
      description: A pet.
      type: object
      required: [id, name]
      properties:
        id: { type: integer }
        name: { type: string, maxLength: 40 }
        owner: { $ref: '#/components/schemas/Person' }
    Person: { type: object, properties: { email: { type: string, format: email } } }
  parameters:
    Limit: { name: limit, in: query, description: How many., schema: { type: integer } }
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.b/t', scopes: { 'pets:read': Reads pets } } } }
`;

/** A document with the part put in at the place of that name, the others left out. */
function filled(document: string, place: string, part: string): string {
  return document.replace(`<${place}>`, () => part).replace(/^<\w+>\n/gm, '');
}

/** The shop (DevMatrix YAML) with a part of it being written. */
export function inShop(place: 'entity' | 'transition' | 'invariant' | 'step' | 'flow', part: string): string {
  return filled(shop, place, part);
}

/** The pets (OpenAPI) with a part of them being written. */
export function inPets(place: 'operation' | 'item' | 'schema', part: string): string {
  return filled(pets, place, part);
}

interface Opened {
  readonly document: SpecDocument;
  readonly offset: number;
}

/** Opens a text in which `|` marks the cursor. */
function open(marked: string, others: Readonly<Record<string, string>>): Opened {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const path = /^\s*\{/.test(text) ? 'spec.json' : 'spec.yaml';
  return { document: openSpec({ path, read: (file) => (file === path ? text : others[file]) }), offset };
}

/** The completions at the cursor. */
export function completionsIn(marked: string): readonly Completion[] {
  const { document, offset } = open(marked, {});
  return completionsAt(document, offset);
}

/** The labels that are offered at the cursor, in order. */
export function offered(marked: string): string {
  return completionsIn(marked).map(({ label }) => label).join(' ');
}

/** The line of the cursor after one of the completions was chosen; `¦` marks where the cursor then stands. */
export function chosen(marked: string, label: string): string {
  const { document: { text }, offset } = open(marked, {});
  const completion = completionsIn(marked).find((candidate) => candidate.label === label);
  if (completion === undefined) return `"${label}" is not offered`;
  const { insertText, format, replace } = completion;
  const written = format === 'plain' ? insertText : insertText.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/(?<!\\)\$\d/g, '¦').replace(/\\([\\$}])/g, '$1');
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, replace.start) + written + text.slice(replace.end, end === -1 ? text.length : end);
}

/** What the hover at the cursor says, as one line, with the word that it is about in front. */
export function said(marked: string, others: Readonly<Record<string, string>> = {}): string {
  const { document, offset } = open(marked, others);
  const hover = hoverAt(document, offset);
  return hover === undefined ? 'nothing' : `${document.text.slice(hover.span.start, hover.span.end)} => ${hover.markdown.replace(/\s*\n+/g, ' / ')}`;
}

/** The line in which the name at the cursor is declared, the declared name in brackets. */
export function declared(marked: string, others: Readonly<Record<string, string>> = {}): string {
  const { document, offset } = open(marked, others);
  const targets = definitionAt(document, offset)?.targets ?? [];
  return targets.length === 0 ? 'nowhere' : targets.map(({ file, start, end }) => {
    const text = others[file] ?? document.text;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', end);
    const line = `${text.slice(lineStart, start)}[${text.slice(start, end)}]${text.slice(end, lineEnd === -1 ? text.length : lineEnd)}`.trim();
    return others[file] === undefined ? line : `${file}: ${line}`;
  }).join(' + ');
}

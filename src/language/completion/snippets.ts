import type { Completion } from '../types.ts';
import { completionOf } from './completionOf.ts';
import type { Spot } from '../spot.ts';

interface Snippet {
  readonly label: string;
  readonly about: string;
  readonly text: string;
}

/** What is begun by a name of one's own, by the path of the map that holds it. */
const snippets: Readonly<Record<string, Snippet>> = {
  'devmatrix entities': { label: 'new entity', about: 'A thing that the app stores.', text: '${1:Name}:\n  attributes:\n    ${2:name}: { type: ${3:string} }' },
  'devmatrix stateMachines': { label: 'new state machine', about: 'How the states of rows change.', text: '${1:orderStatus}:\n  entity: ${2:Order}\n  initial: ${3:OPEN}\n  states: [${3:OPEN}, ${4:CLOSED}]\n  transitions:\n    ${5:close}: { from: ${3:OPEN}, to: ${4:CLOSED} }' },
  'devmatrix flows': { label: 'new flow', about: 'What happens when a trigger fires.', text: "${1:name}:\n  trigger: { http: '${2|POST,GET,PUT,PATCH,DELETE|} /${3:path}' }\n  steps:\n    - $0" },
  'devmatrix invariants': { label: 'new invariant', about: 'What is true of every row.', text: '${1:name}:\n  entity: ${2:Order}\n  rule: self.$0' },
  'openapi paths': { label: 'new path', about: 'A path with an operation.', text: "/${1:path}:\n  ${2|get,post,put,patch,delete|}:\n    operationId: ${3:name}\n    responses:\n      '${4:200}':\n        description: ${5:OK}" },
  'openapi components schemas': { label: 'new schema', about: 'A type that can be referred to.', text: '${1:Name}:\n  type: object\n  required: [${2:name}]\n  properties:\n    ${2:name}:\n      type: ${3:string}' },
};

/** The snippet for a map of names that a person chooses, where there is one and nothing has been typed. */
export function snippetsFor(spot: Spot): readonly Completion[] {
  const { cursor, place } = spot;
  const snippet = snippets[[place.reading.dialect, ...cursor.path].join(' ')];
  if (snippet === undefined || cursor.style !== 'block' || cursor.token.hasColon) return [];
  return [completionOf({ name: snippet.label, kind: 'snippet', documentation: snippet.about }, { text: snippet.text, format: 'snippet', thenSuggest: false }, spot)];
}

const skeletons: readonly Snippet[] = [
  { label: 'DevMatrix spec', about: 'A new application.', text: 'devmatrix: 1\nname: ${1:my-app}\ndescription: ${2:What it does.}\n\nentities:\n  ${3:Note}:\n    attributes:\n      ${4:text}: { type: string, minLength: 1, maxLength: 500 }\n$0' },
  { label: 'OpenAPI document', about: 'A new API, in OpenAPI 3.1.', text: "openapi: 3.1.0\ninfo:\n  title: ${1:My API}\n  version: 1.0.0\npaths:\n  /${2:notes}:\n    get:\n      operationId: ${3:listNotes}\n      responses:\n        '200':\n          description: OK\n$0" },
];

/** How a document begins that says nothing yet. */
export function skeletonsFor(spot: Spot): readonly Completion[] {
  const { document, cursor, place } = spot;
  if (cursor.style !== 'block' || cursor.path.length > 0 || !/^\w*$/.test(cursor.token.typed) || document.text.trim() !== cursor.token.typed.trim()) return [];
  return skeletons.filter((_, index) => place.reading.dialect === 'unknown' || index === (place.reading.dialect === 'openapi' ? 1 : 0))
    .map(({ label, about, text }) => completionOf({ name: label, kind: 'snippet', documentation: about }, { text, format: 'snippet', thenSuggest: false }, spot));
}

import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const spec = `devmatrix: 1
name: archive
entities:
  Folder:
    attributes:
      number: { type: string, unique: true, pattern: '^[0-9]{1,5}/(19|20)[0-9]{2}$' }
endpoints:
  GET /folders/{number}/sheet:
    access: public
    steps:
      - load: Folder
        where: number == input.number
      - return: { id: folder.id }
`;

it('encodes texts of any form in paths of generated tests of flows', () => {
  const urls = [...generatedFiles(spec)].flatMap(([path, text]) => (path.startsWith('tests/generated/workflow/') ? (text.match(/\S*\/folders\/\S*\/sheet/g) ?? []) : []));
  assert.ok(urls.length > 1);
  for (const url of urls) assert.match(url, /\/folders\/(?:\$\{encodeURIComponent\(\w+(?:\.\w+)*\)\}|[\w.~%-]+)\/sheet$/);
});

import type { Call } from '../../../semantics/types.ts';
import { describeResponse, type Finding } from '../inspectResponse.ts';
import type { Suite } from '../suite.ts';

/** HEAD answers as GET does, with the same ETag and without a body: once for each kind of GET, as the server does it by itself. */
export async function checkHead(suite: Suite, call: Call): Promise<void> {
  const { session } = suite;
  const endpoint = session.endpoint(call.endpoint);
  const { implementation } = endpoint;
  if (!suite.once(`HEAD ${implementation.kind} ${'action' in implementation ? implementation.action : ''}`)) return;
  const { status, headers } = session.preview(call);
  const caller = session.credentials.effective(endpoint, call.caller);
  const draft = session.draft(call);
  await session.exchange({
    operation: call.endpoint,
    check: 'HEAD answers as GET without a body',
    request: () => {
      const request = draft.request();
      return request === undefined ? undefined : { ...request, method: 'HEAD' };
    },
    like: call,
    after: [draft],
    ...(caller === undefined ? {} : { caller }),
    inspect: (response): readonly Finding[] => {
      if (response.status !== status || response.body !== '') return [{ expected: `${status} without a body`, actual: describeResponse(response) }];
      const { etag } = headers;
      return etag === undefined || response.headers['etag'] === etag ? [] : [{ expected: `etag: ${JSON.stringify(etag)}`, actual: `etag: ${response.headers['etag'] ?? 'missing'}` }];
    },
  });
}

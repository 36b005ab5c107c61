import type { HttpRequest } from '../ports.ts';

/** The request as a line for a POSIX shell. A bearer token stands as `$TOKEN`; `mintCommand` shows how to get one. */
export function curlOf(request: HttpRequest, baseUrl: string): string {
  const parts = ['curl -i'];
  if (request.method !== 'GET') parts.push(`-X ${request.method}`);
  for (const [name, value] of Object.entries(request.headers)) {
    const bearer = /^bearer .{20,}$/i.test(value) && name === 'authorization';
    parts.push(bearer ? '-H "authorization: Bearer $TOKEN"' : `-H ${quote(`${name}: ${value.length > 300 ? `${value.slice(0, 40)}...` : value}`)}`);
  }
  if (request.body !== undefined) parts.push(`--data-raw ${quote(shortened(request.body))}`);
  parts.push(quote(baseUrl + request.path));
  return parts.join(' ');
}

/** A shell command that prints a token for that caller; it needs `JWT_SECRET` in the environment. */
export function mintCommand(options: { readonly subject: string; readonly scopes: readonly string[]; readonly app: string }): string {
  const claims = JSON.stringify({ sub: options.subject, scope: options.scopes.join(' '), iss: options.app, aud: options.app, exp: 4102444800 });
  const script = `const e=v=>Buffer.from(JSON.stringify(v)).toString("base64url"),u=e({alg:"HS256",typ:"JWT"})+"."+e(${claims});u+"."+require("crypto").createHmac("sha256",process.env.JWT_SECRET).update(u).digest("base64url")`;
  return `TOKEN=$(node -p ${quote(script)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Bodies over 4,000 characters (a body that is too large on purpose) are cut. */
function shortened(body: string): string {
  return body.length > 4000 ? `${body.slice(0, 4000)}...` : body;
}

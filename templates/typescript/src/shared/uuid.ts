import { randomFillSync } from "node:crypto";

/** Random bytes for many ids: asking for a few each time is slow. */
const pool = new Uint8Array(4096);
const bytesPerId = 16;
let used = pool.length;
let lastMillisecond = 0;
let sequence = 0;

/** A UUID of version 7 (RFC 9562): later ids of this process sort after earlier ones, also within a millisecond. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = randomBytes();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = ((bytes[6] ?? 0) << 3) & 0x7ff;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMillisecond += 1;
      sequence = 0;
    }
  }
  const time = lastMillisecond.toString(16).padStart(12, "0");
  const counter = sequence.toString(16).padStart(3, "0");
  const random = Buffer.from(bytes).toString("hex", 8);
  const variant = (8 | ((bytes[7] ?? 0) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytesPerId;
  return pool.subarray(used - bytesPerId, used);
}

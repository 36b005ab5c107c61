import { randomBytes } from 'node:crypto';
import type { RandomPort } from '../llm/ports.ts';

/** Random bytes of many ids at once: asking for them costs more than they do. */
const poolBytes = 10 * 256;
let pool = Buffer.alloc(0);
let used = 0;

/** Chance and ids of this process. */
export const systemRandom: RandomPort = {
  next: () => Math.random(),
  id: () => {
    if (used >= pool.length) {
      pool = randomBytes(poolBytes);
      used = 0;
    }
    const random = pool.subarray(used, used + 10);
    used += 10;
    return uuidV7(Date.now(), random);
  },
};

/** A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits. */
function uuidV7(atMs: number, random: Buffer): string {
  const time = atMs.toString(16).padStart(12, '0');
  const digits = random.toString('hex');
  const variant = (8 + (Number.parseInt(digits.slice(3, 4), 16) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-${variant}${digits.slice(4, 7)}-${digits.slice(7, 19)}`;
}

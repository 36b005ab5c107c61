import { randomBytes } from 'node:crypto';
import type { RandomPort } from '../llm/ports.ts';

/** Random digits of many ids at once: asking for them costs more than they do. */
const pooledIds = 256;
const digitsOfId = 20;
let pool = '';
let used = 0;

/** Chance and ids of this process. */
export const systemRandom: RandomPort = {
  next: () => Math.random(),
  id: () => {
    if (used >= pool.length) {
      pool = randomBytes(pooledIds * digitsOfId / 2).toString('hex');
      used = 0;
    }
    used += digitsOfId;
    return uuidV7(Date.now(), pool.slice(used - digitsOfId, used));
  },
};

/** A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits of 80 in hexadecimal digits. */
function uuidV7(atMs: number, digits: string): string {
  const time = atMs.toString(16).padStart(12, '0');
  const variant = (8 + (Number.parseInt(digits.slice(3, 4), 16) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-${variant}${digits.slice(4, 7)}-${digits.slice(7, 19)}`;
}

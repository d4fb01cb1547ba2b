/** A whole number that looks random, from a seed and two others: the same every time (murmur3's finisher). */
function mix(seed: number, a: number, b: number): number {
  let hash = (seed ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** In [-1, 1), the same for the same arguments. */
export const noise = (seed: number, a: number, b: number): number => mix(seed, a, b) / 0x80000000 - 1;

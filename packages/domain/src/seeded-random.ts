import { stableHash } from "./stable-hash.ts";

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** The four words of state from one text; two hashes, because a state of zeros would never leave zero. */
function seedWords(seed: string): [number, number, number, number] {
  const [first, second] = [stableHash(seed), stableHash(`${seed}/`)];
  const word = (value: bigint): number => Number(BigInt.asUintN(32, value)) | 0;
  return [word(first), word(first >> 32n), word(second), word(second >> 32n) | 1];
}

/** Draws whole numbers from 0 to below `limit` (at most 2^21): xoshiro128** seeded by a text, so that the same seed gives the same draws. */
export function makeDraws(seed: string): (limit: number) => number {
  let [a, b, c, d] = seedWords(seed);
  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  // Below 2^53, so the product is exact; the bias of at most limit / 2^32 does not show in a thousand paths.
  return (limit) => Math.floor((next() * limit) / 2 ** 32);
}

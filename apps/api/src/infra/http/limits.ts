export interface HttpLimits {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
}

export const HTTP_LIMITS: HttpLimits = { connectMs: 3000, firstByteMs: 10_000, totalMs: 20_000, maxBodyBytes: 16 * 2 ** 20 };

/** A message in its JSON form. Faults may write anything into it. */
export type SimMessage = Readonly<Record<string, unknown>>;

export interface ExecuteRequest {
  readonly program: string;
  readonly startMs: number;
  /** Null: endless. */
  readonly stopMs: number | null;
  readonly resolutionMs: number;
  readonly maxDelayMs: number;
  readonly immediate: boolean;
}

const DEFAULT_DELAY_MS = 10_000;
const DEFAULT_RESOLUTION_MS = 1000;

const numberOf = (value: unknown): number | null => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
};

/** Fields of an execute message or of an address; what is not known is ignored. */
export function readExecute(fields: Readonly<Record<string, unknown>>, nowMs: number): ExecuteRequest {
  const maxDelay = numberOf(fields.maxDelay) ?? 0;
  return {
    program: typeof fields.program === "string" ? fields.program : "",
    startMs: numberOf(fields.start) ?? nowMs,
    stopMs: numberOf(fields.stop),
    resolutionMs: numberOf(fields.resolution) ?? DEFAULT_RESOLUTION_MS,
    maxDelayMs: maxDelay === 0 ? DEFAULT_DELAY_MS : maxDelay,
    immediate: fields.immediate === true || fields.immediate === "true",
  };
}

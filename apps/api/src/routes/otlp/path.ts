/** Below the prefix of the API. Senders are given the address without its last two steps, which they add themselves. */
export const OTLP_METRICS_PATH = "/otlp/v1/metrics";

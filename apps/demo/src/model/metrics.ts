/** Names and buckets that the live pages and the generated history share. */
export const REQUESTS = "http_requests_total";
export const DURATION = "http_request_duration_seconds";
export const BUCKETS_SECONDS: readonly number[] = [0.25, 0.5, 1];
export const OK_CODE = "200";
export const FAILED_CODE = "500";
export const REQUESTS_HELP = "Requests answered";
export const DURATION_HELP = "Time until a request was answered";

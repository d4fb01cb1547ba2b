import type { Redact } from "../redact.ts";
import type { HttpClient } from "../source.ts";

const VERSION = /^vm_app_version\{[^}]*\bshort_version="([^"]{1,40})"/m;
const TIMEOUT_MS = 5000;

/** VictoriaMetrics tells its version on its metrics page only; null where that is not open to us. */
export async function askVictoriaVersion(
  { http, url, headers, redact }: { http: HttpClient; url: string; headers: Readonly<Record<string, string>>; redact: Redact },
  signal: AbortSignal,
): Promise<string | null> {
  const answer = await http.send({ method: "GET", url: new URL("/metrics", url).href, headers, timeoutMs: TIMEOUT_MS, signal });
  const version = answer.ok && answer.value.status === 200 ? VERSION.exec(answer.value.body)?.[1] : undefined;
  return version === undefined ? null : redact(version);
}

import { quote } from "./page-problem.ts";
import type { PageFormat } from "./page-reader.ts";

/** What Prometheus 3 sends; the quoted names of UTF-8 are understood here. */
export const ACCEPT =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5," +
  "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

/** What to take a page for whose Content-Type is blank or says nothing about it. `none`: refuse it. */
export const FALLBACK_PROTOCOLS = ["none", "text", "openmetrics"] as const;
export type FallbackProtocol = (typeof FALLBACK_PROTOCOLS)[number];

export type ChosenFormat = { readonly ok: true; readonly format: PageFormat } | { readonly ok: false; readonly message: string };

/** The format of a page by its Content-Type, never by its looks. */
export function chooseFormat(contentType: string | undefined, fallback: FallbackProtocol): ChosenFormat {
  const media = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (media === "application/openmetrics-text") return { ok: true, format: "openmetrics" };
  if (media === "text/plain") return { ok: true, format: "text" };
  if (media === "application/vnd.google.protobuf") return { ok: false, message: "the page is in protobuf, which was not asked for" };
  if (fallback !== "none") return { ok: true, format: fallback };
  const says = media === "" ? "has no Content-Type" : `has the Content-Type ${quote(media)}`;
  return { ok: false, message: `the page ${says}, which is no format of metrics; a fallback can be chosen in the connection` };
}

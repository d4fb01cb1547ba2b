import { failed, succeeded } from "../failure.ts";
import type { Outcome, SourceFailure } from "../source.ts";
import type { SearchAddress, SearchApi } from "./api.ts";
import { isRecord } from "./search-answer.ts";

export interface Product {
  readonly kind: "elasticsearch" | "opensearch" | "unknown";
  /** In its own words, such as "Elasticsearch 8.19.2"; null when it may not tell. */
  readonly name: string | null;
}

/** Without the privilege to say what it is. */
const SILENT: Product = { kind: "unknown", name: null };
const MAX_TEXT = 80;

const textOf = (value: unknown): string => (typeof value === "string" ? value.slice(0, MAX_TEXT) : "");

/** OpenSearch may be set up to give the version of the Elasticsearch that it comes from; its tagline stays its own. */
function readProduct(body: Readonly<Record<string, unknown>>): Product | null {
  const version = isRecord(body.version) ? body.version : {};
  const number = textOf(version.number);
  if (number === "") return null;
  const tagline = textOf(body.tagline);
  const isOpenSearch = version.distribution === "opensearch" || /opensearch/i.test(tagline);
  if (!isOpenSearch)
    return /for search/i.test(tagline) ? { kind: "elasticsearch", name: `Elasticsearch ${number}` } : { kind: "unknown", name: number };
  const isWazuh = /wazuh/i.test(textOf(body.cluster_name));
  const own = version.distribution === "opensearch" ? `OpenSearch ${number}` : `OpenSearch, which says ${number}`;
  return { kind: "opensearch", name: isWazuh ? `Wazuh indexer (${own})` : own };
}

/** 403 in the words of the server itself, not of something in front of it. */
export const lacksPrivilege = (failure: SourceFailure): boolean =>
  failure.class === "unauthorized" && /^HTTP 403: security_exception\b/.test(failure.message);

/** What the server says that it is. Credentials without the privilege `monitor` are no failure: they may still search. */
export async function askProduct(api: SearchApi, redact: SearchAddress["redact"], signal: AbortSignal): Promise<Outcome<Product>> {
  const body = await api.ask("/", signal);
  if (!body.ok) return lacksPrivilege(body.failure) ? succeeded(SILENT) : body;
  const product = readProduct(body.value);
  if (product === null) return failed("bad-answer", "the answer is not that of Elasticsearch or OpenSearch: it has no version");
  return succeeded({ ...product, name: product.name === null ? null : redact(product.name) });
}

const MEMORY_MS = 3_600_000;

/** Whether a search may be left running in the server, remembered for an hour. */
export function makeLongSearchFinder(
  { api, redact }: { readonly api: SearchApi } & Pick<SearchAddress, "redact">,
  now: () => number,
): (signal: AbortSignal) => Promise<Outcome<boolean>> {
  let known: { readonly long: boolean; readonly untilMs: number } | null = null;
  return async (signal) => {
    if (known !== null && known.untilMs > now()) return succeeded(known.long);
    const product = await askProduct(api, redact, signal);
    if (!product.ok) return product;
    known = { long: product.value.kind === "elasticsearch", untilMs: now() + MEMORY_MS };
    return succeeded(known.long);
  };
}

import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { SearchAddress, SearchApi } from "./api.ts";
import { askProduct, lacksPrivilege, type Product } from "./product.ts";

const NO_VERSION = "its version cannot be read: that needs the cluster privilege monitor; searching does not";

function productNotes({ kind, name }: Product): string[] {
  if (name === null) return [NO_VERSION];
  return kind === "unknown" ? [`it says that it is version ${name}, but neither Elasticsearch nor OpenSearch`] : [];
}

/** What the cluster says of itself where it is not well; nothing where it may not tell. */
async function clusterNotes(api: SearchApi, redact: SearchAddress["redact"], signal: AbortSignal): Promise<string[]> {
  const health = await api.ask("/_cluster/health", signal);
  if (!health.ok) return lacksPrivilege(health.failure) ? [] : [`the health of the cluster cannot be read: ${health.failure.message}`];
  const { status, unassigned_shards: unassigned } = health.value;
  if (status === "green" || typeof status !== "string") return [];
  const shards = typeof unassigned === "number" && unassigned > 0 ? `, ${unassigned} shards are unassigned` : "";
  return [`the status of the cluster is ${redact(status).slice(0, 40)}${shards}`];
}

/** Address and credentials by `GET /`, and the health of the cluster in its own words. */
export async function checkHealth(
  { api, redact, now }: { readonly api: SearchApi } & Pick<SearchAddress, "redact" | "now">,
  signal: AbortSignal,
): Promise<Outcome<SourceHealth>> {
  const sentMs = now();
  const product = await askProduct(api, redact, signal);
  const latencyMs = now() - sentMs;
  if (!product.ok) return product;
  const notes = [...productNotes(product.value), ...(await clusterNotes(api, redact, signal))];
  return succeeded({ version: product.value.name, latencyMs, clockSkewMs: null, notes });
}

import { ServerError } from "./server-error.ts";

/** What the simulator says that it is. */
export const SIMULATED_PRODUCTS = ["elasticsearch-7", "elasticsearch-8", "elasticsearch-9", "opensearch", "wazuh-indexer"] as const;
export type SimulatedProduct = (typeof SIMULATED_PRODUCTS)[number];

const VERSIONS: Readonly<Record<SimulatedProduct, string>> = {
  "elasticsearch-7": "7.17.29",
  "elasticsearch-8": "8.19.5",
  "elasticsearch-9": "9.4.1",
  opensearch: "3.3.0",
  "wazuh-indexer": "2.19.1",
};

export const isElasticsearch = (product: SimulatedProduct): boolean => product.startsWith("elasticsearch");

export function describeProduct(product: SimulatedProduct): object {
  const number = VERSIONS[product];
  const node = {
    name: "node-1",
    cluster_name: product === "wazuh-indexer" ? "wazuh-cluster" : "simulated",
    cluster_uuid: "c1m8Zt0uQ0yC2p6tq4b7Xw",
  };
  const build = {
    build_type: "tar",
    build_hash: "0000000",
    build_date: "2026-10-01T00:00:00.000000Z",
    build_snapshot: false,
    lucene_version: "10.3.1",
  };
  if (isElasticsearch(product)) return { ...node, version: { number, build_flavor: "default", ...build }, tagline: "You Know, for Search" };
  return { ...node, version: { distribution: "opensearch", number, ...build }, tagline: "The OpenSearch Project: https://opensearch.org/" };
}

const VENDOR = /application\/vnd\.elasticsearch\+(?:json|x-ndjson)\s*;\s*compatible-with=(\d+)/;

/** Whether a media type asks for the vendor's own form; throws where the server does not take it. */
function takesVendor(header: string | undefined, name: string, product: SimulatedProduct): boolean {
  const asked = VENDOR.exec(header ?? "")?.[1];
  if (asked === undefined) return false;
  const major = Number(VERSIONS[product].split(".")[0]);
  if (!isElasticsearch(product)) throw new ServerError(406, "media_type_header_exception", `${name} header [${header}] is not supported`);
  if (Number(asked) === major || Number(asked) === major - 1) return true;
  throw new ServerError(
    400,
    "media_type_header_exception",
    `Invalid media-type value on headers [${name}]: ${name} version must be either version ${major} or ${major - 1}, but found ${asked}`,
  );
}

/** Headers of an answer. */
export function answerHeaders(
  product: SimulatedProduct,
  asked: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const isVendor = takesVendor(asked.accept?.toString(), "Accept", product);
  takesVendor(asked["content-type"]?.toString(), "Content-Type", product);
  const major = VERSIONS[product].split(".")[0];
  const type = isVendor ? `application/vnd.elasticsearch+json;compatible-with=${major}` : "application/json; charset=UTF-8";
  return { "content-type": type, ...(isElasticsearch(product) ? { "x-elastic-product": "Elasticsearch" } : {}) };
}

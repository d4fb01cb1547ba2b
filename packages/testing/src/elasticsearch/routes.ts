import { isObject } from "./aggregations/buckets.ts";
import type { AsyncSearches } from "./async.ts";
import { refreshAll, runBulk, type WriteDeps, writeDocument } from "./bulk.ts";
import { toPattern } from "./compare.ts";
import type { FieldType } from "./document.ts";
import { describeProduct, isElasticsearch, type SimulatedProduct } from "./product.ts";
import { runSearch } from "./search.ts";
import { illegalArgument, ServerError } from "./server-error.ts";
import type { StoredIndex } from "./store.ts";

type Body = Readonly<Record<string, unknown>>;

export interface RouteDeps extends WriteDeps {
  readonly product: SimulatedProduct;
  readonly searches: AsyncSearches;
  readonly maxBuckets: number;
  /** How often an asynchronous search has to be asked for. */
  readonly asyncPolls: () => number;
  /** Whether the user may ask for the cluster. */
  readonly mayMonitor: boolean;
}

export interface Asked {
  readonly method: string;
  /** Parts of the path, decoded. */
  readonly parts: readonly string[];
  readonly parameters: URLSearchParams;
  readonly text: string;
}

type Route = (deps: RouteDeps, asked: Asked) => { readonly status: number; readonly body: unknown };

const ok = (body: unknown): ReturnType<Route> => ({ status: 200, body });

function parseBody(text: string): Body {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new ServerError(400, "parsing_exception", "Expected [START_OBJECT]");
}

function needMonitor({ mayMonitor }: RouteDeps, action: string): void {
  if (!mayMonitor)
    throw new ServerError(
      403,
      "security_exception",
      `action [${action}] is unauthorized for user [solvent] with effective roles [reader], this action is granted by the cluster privileges [monitor,manage,all]`,
    );
}

function indicesOf({ catalogue }: RouteDeps, expression: string, parameters: URLSearchParams): readonly StoredIndex[] {
  const found = catalogue.resolve(expression, { ignoreUnavailable: parameters.get("ignore_unavailable") === "true" });
  if (found.length === 0 && parameters.get("allow_no_indices") === "false")
    throw new ServerError(404, "index_not_found_exception", `no such index [${expression}]`);
  return found;
}

/** A search over indices that a missing one may stop: it is run by the caller, at once or later. */
function prepareSearch(deps: RouteDeps, { parts, parameters, text }: Asked): () => Body {
  const expression = parts.length > 1 ? (parts[0] ?? "_all") : "_all";
  const body = parseBody(text);
  return () => runSearch(body, indicesOf(deps, expression, parameters), deps.maxBuckets);
}

function needElasticsearch({ product }: RouteDeps, { method, parts }: Asked): void {
  if (!isElasticsearch(product)) throw illegalArgument(`no handler found for uri [/${parts.join("/")}] and method [${method}]`);
}

const properties = (mapping: ReadonlyMap<string, FieldType>): Body =>
  Object.fromEntries([...mapping].map(([field, type]) => [field, { type }]));

function fieldCaps(deps: RouteDeps, { parts, parameters, text }: Asked): ReturnType<Route> {
  const indices = indicesOf(deps, parts[0] ?? "_all", parameters);
  const written = parseBody(text).fields;
  const wanted = [parameters.get("fields") ?? [], Array.isArray(written) ? written.map(String) : []]
    .flat()
    .flatMap((one) => one.split(","));
  const patterns = wanted.map(toPattern);
  const fields: Record<string, Record<string, object>> = {};
  for (const { mapping } of indices)
    for (const [field, type] of mapping) {
      if (!patterns.some((pattern) => pattern.test(field))) continue;
      const caps = fields[field] ?? {};
      fields[field] = { ...caps, [type]: { type, metadata_field: false, searchable: true, aggregatable: type !== "text" } };
    }
  return ok({ indices: indices.map(({ name }) => name), fields });
}

function resolveIndex({ catalogue }: RouteDeps, { parts }: Asked): ReturnType<Route> {
  const found = catalogue.resolve(parts[2] ?? "*", { ignoreUnavailable: false });
  const streams = found.flatMap(({ name, stream, timeField }) =>
    stream === null ? [] : [{ name: stream, backing_indices: [name], timestamp_field: timeField }],
  );
  const aliases = [...new Set(found.flatMap((index) => index.aliases))].map((name) => ({
    name,
    indices: found.filter((index) => index.aliases.includes(name)).map((index) => index.name),
  }));
  const indices = found.flatMap(({ name, stream, aliases: own }) =>
    stream === null ? [{ name, aliases: own, attributes: ["open"] }] : [],
  );
  return ok({ indices, aliases, data_streams: streams });
}

function settings(deps: RouteDeps, { parts, parameters }: Asked): ReturnType<Route> {
  const found = indicesOf(deps, parts[0] ?? "_all", parameters).map(({ name, refreshSeconds }) => {
    const interval = refreshSeconds === null ? "-1" : `${refreshSeconds}s`;
    const flat = { "index.refresh_interval": interval };
    return [name, { settings: parameters.get("flat_settings") === "true" ? flat : { index: { refresh_interval: interval } } }] as const;
  });
  return ok(Object.fromEntries(found));
}

function write(deps: RouteDeps, { method, parts, parameters, text }: Asked): ReturnType<Route> {
  const [name = "", action, id] = parts;
  const source = method === "DELETE" ? null : parseBody(text);
  const body = writeDocument(deps, name, {
    ...(id === undefined ? {} : { id }),
    source,
    create: action === "_create" || parameters.get("op_type") === "create",
  });
  if (parameters.get("refresh") !== null && parameters.get("refresh") !== "false") refreshAll([deps.catalogue.forWriting(name)]);
  return { status: Number(body.status), body };
}

function bulk(deps: RouteDeps, { parts, parameters, text }: Asked): ReturnType<Route> {
  const body = runBulk(deps, text, parts.length > 1 ? (parts[0] ?? null) : null);
  if (parameters.get("refresh") !== null && parameters.get("refresh") !== "false") refreshAll(deps.catalogue.all());
  return ok(body);
}

function createIndex({ catalogue }: RouteDeps, { parts, text }: Asked): ReturnType<Route> {
  const { mappings } = parseBody(text);
  const written = isObject(mappings) && isObject(mappings.properties) ? mappings.properties : {};
  const mapping = Object.entries(written).flatMap(([field, one]) => (isObject(one) ? [[field, one.type as FieldType]] : []));
  const [name = ""] = parts;
  catalogue.create({ name, mapping: Object.fromEntries(mapping), firstMinute: Number.POSITIVE_INFINITY, documentsOf: () => [] });
  return ok({ acknowledged: true, shards_acknowledged: true, index: name });
}

const ROOT: Readonly<Record<string, Route>> = {
  "": (deps) => {
    needMonitor(deps, "cluster:monitor/main");
    return ok(describeProduct(deps.product));
  },
  _cluster: (deps) => {
    needMonitor(deps, "cluster:monitor/health");
    return ok({ cluster_name: "simulated", status: "green", timed_out: false, number_of_nodes: 1, unassigned_shards: 0 });
  },
  _resolve: resolveIndex,
  _bulk: bulk,
  _refresh: (deps) => {
    refreshAll(deps.catalogue.all());
    return ok({ _shards: { total: 1, successful: 1, failed: 0 } });
  },
  _search: (deps, asked) => ok(prepareSearch(deps, asked)()),
  _async_search: (deps, asked) => {
    needElasticsearch(deps, asked);
    const id = asked.parts[1] ?? "";
    if (asked.method === "GET") return ok(deps.searches.poll(id));
    deps.searches.remove(id);
    return ok({ acknowledged: true });
  },
};

const OF_INDEX: Readonly<Record<string, Route>> = {
  _search: (deps, asked) => ok(prepareSearch(deps, asked)()),
  _async_search: (deps, asked) => {
    needElasticsearch(deps, asked);
    return ok(deps.searches.start(prepareSearch(deps, asked), deps.asyncPolls()));
  },
  _field_caps: fieldCaps,
  _settings: settings,
  _mapping: (deps, { parts, parameters }) =>
    ok(
      Object.fromEntries(
        indicesOf(deps, parts[0] ?? "_all", parameters).map(({ name, mapping }) => [
          name,
          { mappings: { properties: properties(mapping) } },
        ]),
      ),
    ),
  _bulk: bulk,
  _doc: write,
  _create: write,
  _refresh: (deps, { parts, parameters }) => {
    const indices = indicesOf(deps, parts[0] ?? "_all", parameters);
    refreshAll(indices);
    return ok({ _shards: { total: indices.length, successful: indices.length, failed: 0 } });
  },
};

function ofWholeIndex(deps: RouteDeps, asked: Asked): ReturnType<Route> {
  const [name = ""] = asked.parts;
  if (asked.method === "PUT") return createIndex(deps, asked);
  const found = indicesOf(deps, name, asked.parameters);
  if (asked.method !== "DELETE")
    return ok(Object.fromEntries(found.map((index) => [index.name, { mappings: { properties: properties(index.mapping) } }])));
  deps.catalogue.remove(name);
  return ok({ acknowledged: true });
}

/** Finds what answers a path. */
export function route(deps: RouteDeps, asked: Asked): ReturnType<Route> {
  const [first = "", second] = asked.parts;
  if (first === "" || first.startsWith("_")) {
    const found = ROOT[first];
    if (found !== undefined) return found(deps, asked);
  } else if (second === undefined) return ofWholeIndex(deps, asked);
  else if (OF_INDEX[second] !== undefined) return OF_INDEX[second](deps, asked);
  throw new ServerError(
    400,
    "illegal_argument_exception",
    `no handler found for uri [/${asked.parts.join("/")}] and method [${asked.method}]`,
  );
}

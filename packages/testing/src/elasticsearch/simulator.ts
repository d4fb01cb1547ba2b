import { createServer, type IncomingMessage } from "node:http";
import { faultOf, type PlannedFault, type ProperAnswer, sendAnswer } from "../http/faults.ts";
import { listen, readBody, stopServer } from "../http/listen.ts";
import { makeAsyncSearches } from "./async.ts";
import { makeCatalogue } from "./catalogue.ts";
import { applySearchFault, type SearchFault } from "./faults.ts";
import { answerHeaders, isElasticsearch, type SimulatedProduct } from "./product.ts";
import { type Asked, type RouteDeps, route } from "./routes.ts";
import { ServerError, toErrorBody } from "./server-error.ts";
import type { SimulatedIndex } from "./simulated-index.ts";

export interface ElasticsearchSimulatorOptions {
  /** Elasticsearch 9 when left out. */
  readonly product?: SimulatedProduct;
  readonly indices: readonly SimulatedIndex[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The header that must come with every request; null: everybody may ask. */
  readonly authorization?: string | null;
  /** Whether the user has the privilege `monitor`; yes when left out. */
  readonly mayMonitor?: boolean;
  /** `search.max_buckets`. */
  readonly maxBuckets?: number;
  readonly port?: number;
}

export interface SeenSearchRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly text: string;
  readonly headers: IncomingMessage["headers"];
}

export interface ElasticsearchSimulator {
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly SeenSearchRequest[];
  /** Replaces the faults that are still to come; request numbers count on from the start of the simulator. */
  plan(faults: readonly PlannedFault<SearchFault>[]): void;
  /** Documents of minutes [from, to) are not there; the function that it returns lets them arrive. */
  holdBack(from: number, to: number): () => void;
  /** How often an asynchronous search has to be asked for before it is done; 0, the default, is at once. */
  setAsyncPolls(polls: number): void;
  /** Asynchronous searches that nobody has deleted. */
  keptSearches(): readonly string[];
  stop(): Promise<void>;
}

const DEFAULT_MAX_BUCKETS = 65_536;

interface Held {
  readonly from: number;
  readonly to: number;
}

function toAsked(request: SeenSearchRequest): Asked {
  const parts = request.path.split("/").slice(1).map(decodeURIComponent);
  return { method: request.method, parts, parameters: request.parameters, text: request.text };
}

function refuseStranger(product: SimulatedProduct, expected: string | null, given: string | undefined): ProperAnswer | null {
  if (expected === null || expected === given) return null;
  if (!isElasticsearch(product))
    return { status: 401, body: "Unauthorized", headers: { "content-type": "text/plain", "www-authenticate": "Basic" } };
  const error = new ServerError(401, "security_exception", "unable to authenticate user for REST request");
  return { status: 401, body: toErrorBody(error), headers: { "content-type": "application/json", "www-authenticate": "Basic, ApiKey" } };
}

function answer(deps: RouteDeps, request: SeenSearchRequest, authorization: string | null): ProperAnswer {
  const refused = refuseStranger(deps.product, authorization, request.headers.authorization);
  if (refused !== null) return refused;
  try {
    const headers = answerHeaders(deps.product, request.headers);
    const { status, body } = route(deps, toAsked(request));
    return { status, body: request.method === "HEAD" ? "" : JSON.stringify(body), headers };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const product = isElasticsearch(deps.product) ? { "x-elastic-product": "Elasticsearch" } : {};
    return { status: error.status, body: toErrorBody(error), headers: { "content-type": "application/json; charset=UTF-8", ...product } };
  }
}

/** A server on loopback that answers as Elasticsearch or OpenSearch does, over documents whose truth is known. */
export async function startElasticsearchSimulator(options: ElasticsearchSimulatorOptions): Promise<ElasticsearchSimulator> {
  const { product = "elasticsearch-9", authorization = null, mayMonitor = true, maxBuckets = DEFAULT_MAX_BUCKETS } = options;
  const held = new Set<Held>();
  const isHeld = (minute: number): boolean => [...held].some(({ from, to }) => minute >= from && minute < to);
  let [asyncPolls, lastId] = [0, 0];
  let faults: readonly PlannedFault<SearchFault>[] = [];
  const requests: SeenSearchRequest[] = [];
  const deps: RouteDeps = {
    product,
    catalogue: makeCatalogue(options.indices, { now: options.now, isHeld }),
    searches: makeAsyncSearches(),
    maxBuckets,
    mayMonitor,
    asyncPolls: () => asyncPolls,
    nextId: () => {
      lastId += 1;
      return `simulated-${lastId}`;
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    const seen = { method: request.method ?? "", path: url.pathname, parameters: url.searchParams, text: "", headers: request.headers };
    const place = requests.push(seen) - 1;
    const fault = faultOf(faults, place + 1);
    const respond = async (): Promise<void> => {
      const whole = { ...seen, text: await readBody(request) };
      requests[place] = whole;
      const proper = (): ProperAnswer => answer(deps, whole, authorization);
      if (fault === null) sendAnswer(response, proper());
      else applySearchFault(fault, response, proper);
    };
    respond().catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(`the simulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    requests,
    plan(planned) {
      faults = planned;
    },
    holdBack(from, to) {
      const span = { from, to };
      held.add(span);
      return () => {
        held.delete(span);
      };
    },
    setAsyncPolls(polls) {
      asyncPolls = polls;
    },
    keptSearches: deps.searches.kept,
    stop: () => stopServer(server),
  };
}

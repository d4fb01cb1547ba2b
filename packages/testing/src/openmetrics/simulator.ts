import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SimulatedHistory } from "../prometheus/model.ts";
import { makeHistoryPage } from "./history-page.ts";
import { answerPage, type PageFault, type ProperPage } from "./page-faults.ts";

export interface MetricsPageOptions {
  /** The page at the time of the request. */
  readonly page: () => ProperPage;
  /** Answered under `/history`, where given. */
  readonly history?: SimulatedHistory;
  /** The history says that it was made up. */
  readonly generated?: boolean;
}

export interface SeenPageRequest {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface MetricsPageSimulator {
  /** Of the page. */
  readonly url: string;
  readonly historyUrl: string;
  /** `host:port`, as the label `instance` has it. */
  readonly instance: string;
  readonly requests: readonly SeenPageRequest[];
  /** From now on every request gets this, until null. */
  failWith(fault: PageFault | null): void;
  /** Only the n-th request from now on gets this. */
  failOnce(request: number, fault: PageFault): void;
  stop(): Promise<void>;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const NO_HISTORY: SimulatedHistory = { seed: 1, startSeconds: 0, families: [] };

/** A process on loopback with a metrics page, and with a history of it if one is given. */
export async function startMetricsPage(options: MetricsPageOptions): Promise<MetricsPageSimulator> {
  const history = makeHistoryPage(options.history ?? NO_HISTORY, options.generated === true);
  const requests: SeenPageRequest[] = [];
  let lasting: PageFault | null = null;
  let single: { readonly request: number; readonly fault: PageFault } | null = null;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    const place = requests.push({ path: url.pathname, parameters: url.searchParams, headers: request.headers });
    const fault = single?.request === place ? single.fault : lasting;
    answerPage(fault, response, () => (url.pathname === "/history" ? history(url.searchParams) : options.page()));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    historyUrl: `http://127.0.0.1:${port}/history`,
    instance: `127.0.0.1:${port}`,
    requests,
    failWith: (fault) => {
      lasting = fault;
    },
    failOnce: (request, fault) => {
      single = { request: requests.length + request, fault };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

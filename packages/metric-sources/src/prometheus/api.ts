import { type ExchangeOptions, makeExchange } from "./exchange.ts";
import { makeQueryApi, type QueryApi } from "./query-api.ts";
import { makeToldApi, type ToldApi } from "./told-api.ts";

/** The few endpoints of the Prometheus HTTP API that are used. Failures carry the server's words, without secrets. */
export type PrometheusApi = QueryApi & ToldApi;

/** Speaks to one server. */
export function makePrometheusApi(options: ExchangeOptions): PrometheusApi {
  const exchange = makeExchange(options);
  return { ...makeQueryApi(exchange, options.redact), ...makeToldApi(exchange, options.redact) };
}

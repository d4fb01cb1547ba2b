import { signIn } from "../credentials/sign-in.ts";
import type { ConnectDeps, MetricSource } from "../source.ts";
import { makePrometheusApi, type PrometheusApi } from "./api.ts";
import type { Flavour, PrometheusConnection } from "./connection.ts";
import { type CountersResolver, makeCountersResolver } from "./counters-resolver.ts";
import { type Dialect, makeDialectFinder } from "./dialect.ts";
import { asksForDownsampled, parametersOf, tenantHeaders } from "./flavours.ts";
import { listGroups } from "./groups.ts";
import { checkHealth } from "./health.ts";
import { makeNameFinder } from "./look-up.ts";
import { probeQuery } from "./probe.ts";
import { planOf } from "./query.ts";
import { readItems } from "./read-items.ts";
import { askVictoriaVersion } from "./victoria-version.ts";

/** How one server is spoken to. */
interface Spoken {
  readonly api: PrometheusApi;
  readonly resolver: CountersResolver;
}
type Server = Spoken & { readonly dialect: Dialect };

/** A connected Prometheus, or a server that speaks its protocol. */
export function connectPrometheus(
  connection: PrometheusConnection,
  secrets: Readonly<Record<string, string>>,
  deps: ConnectDeps,
): MetricSource {
  const { now } = deps;
  const { http, redact } = signIn(connection, secrets, deps);
  const headers = tenantHeaders(connection);
  const makeApi = (parameters: Readonly<Record<string, string>>): PrometheusApi =>
    makePrometheusApi({ http, baseUrl: connection.url, headers, parameters, redact, now });
  const findDialect = makeDialectFinder(makeApi(connection.extraParameters), { flavour: connection.flavour, now });
  const findNames = makeNameFinder(now);
  const spoken = new Map<Flavour, Spoken>();

  function speak(flavour: Flavour): Spoken {
    const known = spoken.get(flavour);
    if (known !== undefined) return known;
    const api = makeApi(parametersOf(flavour, connection));
    const made = { api, resolver: makeCountersResolver(api, now) };
    spoken.set(flavour, made);
    return made;
  }

  async function meet(signal: AbortSignal): Promise<Server> {
    const dialect = await findDialect(signal);
    return { ...speak(dialect.flavour), dialect };
  }

  return {
    async check(signal) {
      const { api, dialect } = await meet(signal);
      const askVersion = (): Promise<string | null> => askVictoriaVersion({ http, url: connection.url, headers, redact }, signal);
      return checkHealth({ api, flavour: dialect.flavour, askVersion, now }, signal);
    },
    async probe(query, signal) {
      const server = await meet(signal);
      const isDownsampled = asksForDownsampled(server.dialect.flavour, connection);
      return probeQuery({ ...server, isDownsampled, now }, planOf(query), signal);
    },
    read: async (request, signal) => readItems(await meet(signal), request, signal),
    groups: async (query, labels, signal) => listGroups((await meet(signal)).api, { plan: planOf(query), labels }, signal),
    lookUp: async (ask, signal) => findNames((await meet(signal)).api, ask, signal),
  };
}

import { signIn } from "../credentials/sign-in.ts";
import { connectSearch } from "../elasticsearch/search-source.ts";
import type { ConnectDeps, MetricSource } from "../source.ts";
import type { WazuhConnection } from "./connection.ts";
import { makeManagerApi } from "./manager/api.ts";
import { makeManagerWatch } from "./manager/watch.ts";
import { joinWazuh, type WazuhParts } from "./wazuh-source.ts";

type Secrets = Readonly<Record<string, string>>;

function connectIndexer(connection: WazuhConnection, secrets: Secrets, deps: ConnectDeps): WazuhParts["indexer"] {
  const { indexerUrl, indexerUser, caCertificate, serverName, delaySeconds } = connection;
  if (indexerUrl === undefined) return null;
  const credentials = { auth: indexerUser === undefined ? "none" : "basic", username: indexerUser, caCertificate, serverName } as const;
  const password = secrets.indexerPassword;
  const signedIn = signIn(credentials, password === undefined ? {} : { password }, deps);
  return connectSearch({ ...signedIn, baseUrl: indexerUrl, now: deps.now, delaySeconds });
}

function connectManager(connection: WazuhConnection, secrets: Secrets, { http, now }: ConnectDeps): WazuhParts["manager"] {
  const { managerUrl, managerUser, caCertificate, serverName } = connection;
  if (managerUrl === undefined) return null;
  const tls = { ...(caCertificate === undefined ? {} : { ca: caCertificate }), ...(serverName === undefined ? {} : { serverName }) };
  const api = makeManagerApi({
    http,
    url: managerUrl,
    user: managerUser ?? "",
    password: secrets.managerPassword ?? "",
    tls: Object.keys(tls).length === 0 ? null : tls,
    now,
  });
  return { api, watch: makeManagerWatch(api, now) };
}

export const connectWazuh = (connection: WazuhConnection, secrets: Secrets, deps: ConnectDeps): MetricSource =>
  joinWazuh({ indexer: connectIndexer(connection, secrets, deps), manager: connectManager(connection, secrets, deps), now: deps.now });

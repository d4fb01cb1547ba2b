import { failed } from "../failure.ts";
import { makeRedactor } from "../redact.ts";
import type { ConnectDeps, MetricSource } from "../source.ts";
import { addressesOf, type SignalFxConnection } from "./connection.ts";
import { listGroups } from "./groups.ts";
import { checkHealth } from "./health.ts";
import type { JobRunner } from "./job.ts";
import { makeJointLooks } from "./joint-look.ts";
import { lookUpNames } from "./look-up.ts";
import { readItems } from "./read-items.ts";
import { makeReadPrograms } from "./read-programs.ts";
import { makeRestApi } from "./rest-api.ts";
import { makeSocketRunner } from "./socket-runner.ts";
import { makeSseRunner } from "./sse-runner.ts";
import { makeStartGate } from "./start-gate.ts";
import { scheduleOf } from "./timers.ts";

interface RunnerSettings {
  readonly connection: SignalFxConnection;
  readonly token: string;
  readonly redact: (text: string) => string;
}

/** Without a door for WebSockets nothing can be asked. */
const closedRunner: JobRunner = {
  run: async () => failed("unreachable", "WebSockets cannot be opened here: choose sse as the transport"),
  greet: async () => failed("unreachable", "WebSockets cannot be opened here: choose sse as the transport"),
};

function makeRunner({ connection, token, redact }: RunnerSettings, deps: ConnectDeps): JobRunner {
  const { stream } = addressesOf(connection);
  const maxDelayMs = connection.maxDelaySeconds * 1000;
  // A retried program would be one more start, so the gate counts every attempt.
  if (connection.transport === "sse")
    return makeSseRunner({ http: deps.plainHttp ?? deps.http, streamUrl: stream, token, maxDelayMs, redact, now: deps.now });
  if (deps.sockets === undefined) return closedRunner;
  return makeSocketRunner({
    sockets: deps.sockets,
    schedule: scheduleOf(deps),
    redact,
    url: `${stream.replace(/^http/, "ws")}/v2/signalflow/connect`,
    token,
    maxDelayMs,
    jobsPerConnection: connection.jobsPerConnection,
  });
}

/** A connected organisation of SignalFx. */
export function connectSignalFx(
  connection: SignalFxConnection,
  secrets: Readonly<Record<string, string>>,
  deps: ConnectDeps,
): MetricSource {
  const { now } = deps;
  const token = secrets.token ?? "";
  const redact = makeRedactor([token]);
  const runner = makeRunner({ connection, token, redact }, deps);
  const gate = makeStartGate(connection.startsPerMinute, { now, schedule: scheduleOf(deps) });
  const readPrograms = makeReadPrograms({ runner, gate, now, bucketLabel: connection.bucketLabel });
  const api = makeRestApi({ http: deps.http, apiUrl: addressesOf(connection).api, token, redact, now });
  return {
    check: (signal) => checkHealth({ runner, api, now, redact }, signal),
    probe: makeJointLooks({ readPrograms, now, maxDelaySeconds: connection.maxDelaySeconds, redact }),
    joinsProbes: true,
    read: (request, signal) => readItems(readPrograms, request, signal),
    groups: (query, labels, signal) => listGroups({ runner, gate, now }, { query, labels }, signal),
    lookUp: (ask, signal) => lookUpNames(api, ask, signal),
  };
}

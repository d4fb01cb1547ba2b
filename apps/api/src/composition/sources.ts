import type { MetricSource, Outcome } from "@solvent/metric-sources";
import { systemClock as now } from "../clock.ts";
import { makeAddressPolicy } from "../infra/http/address-policy.ts";
import { makeOutgoingDoors } from "../infra/http/doors.ts";
import { resolveHost } from "../infra/http/resolve-host.ts";
import { makeSecretBox } from "../infra/secrets/secret-box.ts";
import { makeOpenSecrets, makeSealSecret } from "../infra/secrets/source-secrets.ts";
import { makeConnectSource, unhurriedSchedule } from "../infra/sources/connect-source.ts";
import { makeRequestMeter } from "../infra/sources/request-meter.ts";
import { makeSourceConnections } from "../infra/sources/source-connections.ts";
import type { Store } from "../infra/store/open-store.ts";
import { VERSION } from "../version.ts";
import type { CompositionInput } from "./input.ts";
import { kinds } from "./kinds.ts";
import { sleep } from "./sleep.ts";

/** Everything that reaches out: the doors, secrets, connections. */
export function composeSources({ config, secretKey, ownListener }: CompositionInput, store: Store) {
  const policy = makeAddressPolicy({ listenHost: config.host, allowedTargets: config.allowedTargets, own: ownListener });
  const doors = makeOutgoingDoors({ policy, resolve: resolveHost, version: VERSION });
  const guard = {
    now: () => performance.now(),
    sleep,
    random: Math.random,
  };
  const meter = makeRequestMeter(now);
  const connect = makeConnectSource({ ...doors, inboxOf: store.push.inboxOf, meter, now, guard, schedule: unhurriedSchedule });
  const box = makeSecretBox(secretKey);
  const openSecrets = makeOpenSecrets(box, store.definitions.sources);
  const handles = makeSourceConnections({ findSource: store.definitions.findConnectable, openSecrets, kinds, connect });
  const connected = async (sourceId: string): Promise<Outcome<MetricSource>> => {
    const handle = await handles.get(sourceId);
    return handle.ok ? { ok: true, value: handle.value.source } : handle;
  };
  return {
    http: doors.http,
    box,
    connect,
    openSecrets,
    sealSecret: makeSealSecret(box),
    handles,
    connected,
    requestsPerMinute: meter.lastMinute,
    close: doors.close,
  };
}

export type Outgoing = ReturnType<typeof composeSources>;

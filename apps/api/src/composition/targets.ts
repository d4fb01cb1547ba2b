import { findNotifierKind } from "@solvent/notifiers";
import { systemClock as now } from "../clock.ts";
import { makeConnectTarget } from "../infra/notifiers/connect-target.ts";
import { makeSendTest } from "../infra/notifiers/send-test.ts";
import { makeOpenTargetSecrets, makeSealTargetSecret } from "../infra/secrets/target-secrets.ts";
import type { Store } from "../infra/store/open-store.ts";
import type { Outgoing } from "./sources.ts";

/** Notification targets, reached by the same HTTP client. */
export function composeTargets({ http, box }: Pick<Outgoing, "http" | "box">, store: Store) {
  const connect = makeConnectTarget({ findKind: findNotifierKind, http, now });
  return {
    connect,
    openSecrets: makeOpenTargetSecrets(box, store.notifications.targets),
    sealSecret: makeSealTargetSecret(box),
    sendTest: makeSendTest({ connect, now, monotonicMs: () => performance.now() }),
  };
}

export type Targets = ReturnType<typeof composeTargets>;

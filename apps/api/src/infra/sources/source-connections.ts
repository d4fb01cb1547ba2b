import type { Outcome, PreparedConnection } from "@solvent/metric-sources";
import type { SourceHandle, SourceHandles } from "../../jobs/shared/source-handle.ts";
import type { AnySourceKind, SourceKinds } from "../../usecases/source/source-kinds.ts";
import type { OpenSecrets } from "../secrets/source-secrets.ts";
import type { ConnectSource } from "./connect-source.ts";

/** What a connection is made of, as stored. */
export interface ConnectableSource {
  readonly kind: string;
  readonly connection: unknown;
  readonly revision: number;
}

export interface SourceConnectionsDeps {
  readonly findSource: (sourceId: string) => Promise<ConnectableSource | null>;
  readonly openSecrets: OpenSecrets;
  readonly kinds: SourceKinds;
  readonly connect: ConnectSource;
}

interface Held {
  readonly revision: number;
  readonly handle: SourceHandle;
}

const failed = (message: string): Outcome<never> => ({ ok: false, failure: { class: "blocked", retryable: false, message } });

const toHandle = (kind: AnySourceKind, { timing }: PreparedConnection, source: SourceHandle["source"]): SourceHandle => ({
  ...timing,
  backfillChunkMinutes: (probe) => kind.backfillChunkMinutes(probe),
  parseIndicator: (indicator) => kind.parseIndicator(indicator),
  source,
});

/**
 * Connected sources by id. A connection is kept as long as the stored revision is the one it was made from: every change of a
 * source, also of its secrets, also by another process, is a new revision.
 */
export function makeSourceConnections(deps: SourceConnectionsDeps): SourceHandles {
  const held = new Map<string, Held>();

  async function connect(sourceId: string, stored: ConnectableSource): Promise<Outcome<SourceHandle>> {
    const kind = deps.kinds.find(stored.kind);
    if (kind === null) return failed(`this Solvent does not know the kind "${stored.kind}" of data source`);
    const prepared = kind.prepare(stored.connection);
    if (!prepared.ok) return failed(`the stored connection is not valid any more: ${prepared.problems[0]?.message ?? kind.kind}`);
    const secrets = await deps.openSecrets(sourceId);
    if (!secrets.ok) return secrets;
    const handle = toHandle(kind, prepared.value, deps.connect(kind, stored.connection, { secrets: secrets.value, sourceId }));
    held.set(sourceId, { revision: stored.revision, handle });
    return { ok: true, value: handle };
  }

  return {
    async get(sourceId) {
      const stored = await deps.findSource(sourceId);
      if (stored === null) {
        held.delete(sourceId);
        return failed("the data source was deleted");
      }
      const known = held.get(sourceId);
      if (known?.revision === stored.revision) return { ok: true, value: known.handle };
      return connect(sourceId, stored);
    },
  };
}

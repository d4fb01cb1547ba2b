import type { GroupLabels, Outcome, SourceFailure } from "@solvent/metric-sources";
import type { SyncGroup } from "../../usecases/group/sync-group.ts";
import type { SourceJob } from "../background/background.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { SourceHandles } from "../shared/source-handle.ts";
import { makeArchiveMembers } from "./archive-members.ts";
import type { DueGroup, GroupQueue } from "./group-queue.ts";

export interface ListGroupsDeps {
  readonly handles: SourceHandles;
  readonly groups: GroupQueue;
  readonly syncGroup: SyncGroup;
  readonly writer: FencedWriter;
  readonly databaseNowMs: () => number;
}

const LIST_EVERY_MS = 3_600_000;
/** After a source failed. */
const RETRY_AFTER_MS = 60_000;

const refused = (message: string): Outcome<never> => {
  const failure: SourceFailure = { class: "bad-query", retryable: false, message };
  return { ok: false, failure };
};

async function ask({ handles }: ListGroupsDeps, group: DueGroup, signal: AbortSignal): Promise<Outcome<readonly GroupLabels[]>> {
  const connection = await handles.get(group.sourceId);
  if (!connection.ok) return connection;
  const { source, parseIndicator } = connection.value;
  const parsed = parseIndicator(group.indicator);
  if (!parsed.ok) return refused(parsed.problems[0]?.message ?? "the query is not valid any more");
  if (source.groups === undefined) return refused("data sources of this kind cannot be grouped by labels");
  return source.groups(parsed.value, group.groupBy, signal);
}

const keyOf = ({ groupId, revision }: DueGroup): string => `${groupId}/${revision}`;

/**
 * Asks sources for the combinations of labels of groups: of new and changed ones at once, of all every hour. Objectives are definitions and are
 * written by the use case, which refuses an answer that is older than what is stored; only archiving, which rests on minutes, needs the fence.
 */
export function makeListGroups(deps: ListGroupsDeps): SourceJob {
  /** When a group may be asked about again after a failure. */
  const notBefore = new Map<string, number>();
  const archiveMembers = makeArchiveMembers(deps);

  async function due(): Promise<readonly DueGroup[]> {
    const nowMs = deps.databaseNowMs();
    for (const [key, atMs] of notBefore) if (atMs <= nowMs) notBefore.delete(key);
    return (await deps.groups.due(nowMs - LIST_EVERY_MS)).filter((group) => !notBefore.has(keyOf(group)));
  }

  async function list(group: DueGroup, signal: AbortSignal): Promise<void> {
    const { groupId, name, revision } = group;
    const askedAtMs = Math.floor(deps.databaseNowMs());
    notBefore.set(keyOf(group), askedAtMs + RETRY_AFTER_MS);
    const answer = await ask(deps, group, signal);
    if (signal.aborted) return;
    const { kind } = await deps.syncGroup({ name, revision, askedAtMs, answer });
    if (kind === "synced" && answer.ok) await archiveMembers({ groupId, revision, askedAtMs, found: answer.value });
  }

  return {
    name: "groups",
    sources: async () => [...new Set((await due()).map(({ sourceId }) => sourceId))],
    async step(sourceId, signal) {
      for (const group of await due()) if (group.sourceId === sourceId && !signal.aborted) await list(group, signal);
      return false;
    },
  };
}

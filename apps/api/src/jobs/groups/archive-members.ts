import { definitionTerms, MINUTE_MS, type Minute, nominalMinutes, objectivePeriod, totalsBetween } from "@solvent/domain";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { AbsentMember, GroupQueue, ListedGroup } from "./group-queue.ts";

export interface ArchiveMembersDeps {
  readonly writer: FencedWriter;
  readonly groups: Pick<GroupQueue, "absent" | "archive">;
  readonly databaseNowMs: () => number;
}

/** What was made, changed or brought back later than this is given the time to be read. */
const SETTLED_AFTER_MS = 86_400_000;

/** Beginning of the window that ends now, of a calendar window of the longer one of its present period and its usual length. */
function windowStart({ terms }: AbsentMember, now: Minute): Minute {
  const rolling = now - nominalMinutes(terms.window);
  return terms.window.kind === "rolling" ? rolling : Math.min(rolling, objectivePeriod(definitionTerms(terms), now).periodStart);
}

/** Whether a whole window has passed in which no minute had an event. What is not known is no event. */
async function isWithoutData(tx: MinuteTransaction, member: AbsentMember, now: Minute): Promise<boolean> {
  const start = windowStart(member, now);
  if (member.createdAtMs > start * MINUTE_MS) return false;
  const table = await tx.totalsAt([member.streamId], [start, now]);
  const [before, after] = [table.at(0, 0), table.at(0, 1)];
  return before !== null && after !== null && totalsBetween(before, after).active === 0;
}

/** Archives the objectives of a group whose combination is gone and that have had no data for a whole window of theirs. */
export const makeArchiveMembers =
  (deps: ArchiveMembersDeps) =>
  (listed: ListedGroup): Promise<void> =>
    deps.writer.write("background", async (tx) => {
      const nowMs = deps.databaseNowMs();
      const now = Math.floor(nowMs / MINUTE_MS);
      const gone: string[] = [];
      for (const member of await deps.groups.absent(tx.scope, listed, nowMs - SETTLED_AFTER_MS)) {
        if (await isWithoutData(tx, member, now)) gone.push(member.objectiveId);
      }
      if (gone.length > 0) await deps.groups.archive(tx.scope, listed, gone, nowMs);
    });

import type { Minute } from "@solvent/domain";
import { metricsInCanonical } from "@solvent/metric-sources";
import { AppError } from "../../errors/app-error.ts";
import { timingOf } from "../source/connection-timing.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import { joinStretches, lateStretches } from "./late-stretches.ts";
import type { Sender } from "./push-store.ts";
import { LATE_AUTHOR } from "./receive-minutes.ts";
import { receivingKind } from "./receiving-kind.ts";
import type { InSeriesTransaction, ReceivedFamily, ReceivedMetrics, Rejection, SeriesTransaction, WrittenSeries } from "./series-store.ts";

export interface ReceiveSeriesDeps {
  readonly inTransaction: InSeriesTransaction;
  readonly kinds: SourceKinds;
  /** There is something to do for whoever evaluates. */
  readonly nudge: () => void;
}

/** What became of a request: nothing is lost silently. */
export interface SeriesReceipt {
  readonly rejected: readonly Rejection[];
}

const MOST_SERIES = 10_000;
/** A value may be taken a difference from for so long. */
const REACH_MINUTES = 5;

/** Minutes whose counts a changed sample may change, by metric: its own, and that of the sample after it. */
function touchedMinutes(changed: WrittenSeries["changed"]): ReadonlyMap<string, readonly Minute[]> {
  const touched = new Map<string, Minute[]>();
  for (const { metric, minute } of changed) {
    const minutes = touched.get(metric) ?? [];
    minutes.push(minute, minute + REACH_MINUTES);
    touched.set(metric, minutes);
  }
  return touched;
}

/** Asks to read again what streams hold of minutes whose samples came late. What was asked for before and has not begun is joined. */
async function askAgain(
  tx: SeriesTransaction,
  sourceId: string,
  { changed, settleMinutes }: { readonly changed: WrittenSeries["changed"]; readonly settleMinutes: number },
): Promise<boolean> {
  if (changed.length === 0) return false;
  const touched = touchedMinutes(changed);
  let asked = false;
  for (const { query, ...stream } of await tx.measuredStreams(sourceId)) {
    const minutes = metricsInCanonical(query).flatMap((metric) => touched.get(metric) ?? []);
    const late = lateStretches(minutes, stream, settleMinutes);
    if (late.length === 0) continue;
    const waiting = await tx.takeQueued(stream.streamId, LATE_AUTHOR);
    await tx.queue(stream.streamId, joinStretches([...waiting, ...late]), LATE_AUTHOR);
    asked = true;
  }
  return asked;
}

const tooManySeries = ({ name, points }: ReceivedFamily): Rejection => ({
  name,
  points,
  reason: `the data source would have more than ${MOST_SERIES.toLocaleString("en")} series`,
});

/**
 * Stores the samples of a request in one transaction; what was sent for the same instants before is replaced. Samples that are too late for
 * the next read reach budgets by a request to read them again. Throws `sender.unauthorized` when the source receives nothing, or is gone.
 */
export const makeReceiveSeries =
  ({ inTransaction, kinds, nudge }: ReceiveSeriesDeps) =>
  async (sender: Sender, { families, rejected }: ReceivedMetrics): Promise<SeriesReceipt> => {
    const { sourceId } = sender;
    const { settleMinutes } = timingOf(receivingKind(kinds, sender), sender.connection);
    if (families.length === 0) return { rejected };
    const stored = await inTransaction(async (tx) => {
      if (!(await tx.hold(sourceId))) throw new AppError("sender.unauthorized", "The data source of this token was deleted");
      const { refused, changed } = await tx.writeSeries(sourceId, families, MOST_SERIES);
      return { refused, asked: await askAgain(tx, sourceId, { changed, settleMinutes }) };
    });
    if (stored.asked) nudge();
    return { rejected: [...rejected, ...stored.refused.map(tooManySeries)] };
  };

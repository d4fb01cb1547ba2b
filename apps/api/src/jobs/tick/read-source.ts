import type { Minute } from "@solvent/domain";
import type { Outcome, QueryProbe, ReadItem, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { ProbeOutcomes } from "../probe/probe-streams.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import { type DueRead, dueReads } from "./due.ts";
import type { PlannedStream } from "./plan.ts";
import type { StreamRead } from "./stream-write.ts";

/** The answer for one stream of a read. */
export interface StreamAnswer {
  readonly read: StreamRead;
  readonly outcome: Outcome<ReadValue>;
}

const failed = (failure: SourceFailure): Outcome<never> => ({ ok: false, failure });

const answersOf = (due: DueRead, outcomes: readonly Outcome<ReadValue>[]): StreamAnswer[] =>
  due.streams.flatMap((head, i) => {
    const outcome = outcomes[i];
    return outcome === undefined ? [] : [{ read: { head, from: due.from }, outcome }];
  });

/** Every due stream of a source that there is no way to ask. */
export const answersWithout = (streams: readonly PlannedStream[], readableEnd: Minute, failure: SourceFailure): StreamAnswer[] =>
  dueReads(streams, readableEnd, 0).flatMap((due) =>
    answersOf(
      due,
      due.streams.map(() => failed(failure)),
    ),
  );

interface Readable {
  readonly stream: PlannedStream;
  readonly probe: QueryProbe;
}

/** Splits streams by whether it is known how to read them. Streams not looked at yet are in neither part: they come next minute. */
function byProbe(streams: readonly PlannedStream[], looked: ProbeOutcomes): { readable: Readable[]; refused: StreamAnswerSeed[] } {
  const readable: Readable[] = [];
  const refused: StreamAnswerSeed[] = [];
  for (const stream of streams) {
    const look = looked.get(stream.streamId);
    if (look !== undefined && !look.ok) refused.push({ stream, failure: look.failure });
    else {
      const probe = look?.value ?? stream.probe;
      if (probe !== null) readable.push({ stream, probe });
    }
  }
  return { readable, refused };
}

interface StreamAnswerSeed {
  readonly stream: PlannedStream;
  readonly failure: SourceFailure;
}

/** Reads what is due of one source: one question per start minute, whatever number of streams. */
export async function readSource(request: {
  readonly handle: SourceHandle;
  readonly streams: readonly PlannedStream[];
  readonly looked: ProbeOutcomes;
  readonly readableEnd: Minute;
  readonly signal: AbortSignal;
}): Promise<readonly StreamAnswer[]> {
  const { handle, readableEnd, signal } = request;
  const { readable, refused } = byProbe(request.streams, request.looked);
  const probeOf = new Map(readable.map(({ stream, probe }) => [stream.streamId, probe]));
  const reads = dueReads(
    readable.map(({ stream }) => stream),
    readableEnd,
    handle.settleMinutes,
  );
  const toItem = ({ streamId, query, firstMinute, watermark }: PlannedStream): ReadItem[] => {
    const probe = probeOf.get(streamId);
    return probe === undefined ? [] : [{ query, probe, fresh: watermark === firstMinute }];
  };
  const answered = await Promise.all(
    reads.map(async (due) =>
      answersOf(
        due,
        await handle.source.read({ items: due.streams.flatMap(toItem), from: due.from, to: readableEnd, purpose: "live" }, signal),
      ),
    ),
  );
  return [...answered.flat(), ...refused.flatMap(({ stream, failure }) => answersWithout([stream], readableEnd, failure))];
}

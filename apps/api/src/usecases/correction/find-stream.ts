import { AppError } from "../../errors/app-error.ts";
import type { MeasuredStream, RefillRequests } from "./refill-store.ts";

const LARGEST_ID = 2 ** 31 - 1;

/** Throws `stream.not-found`, also for a stream that is worked out from others: there is nothing to read again. */
export async function findStream(refills: Pick<RefillRequests, "findStream">, id: string): Promise<MeasuredStream> {
  const streamId = Number(id);
  const stream = streamId > LARGEST_ID ? null : await refills.findStream(streamId);
  if (stream === null) throw new AppError("stream.not-found", `There is no measured stream ${id}`);
  return stream;
}

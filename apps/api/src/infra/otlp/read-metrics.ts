import type { ReadMetrics } from "../../usecases/push/series-store.ts";
import { gunzipBody } from "./gunzip.ts";
import { readJson } from "./json.ts";
import { checkJsonParts } from "./limits.ts";
import { decodeProtobuf } from "./protobuf.ts";
import { translateMetrics } from "./translate.ts";

export interface ReadMetricsDeps {
  /** Throws `request.invalid` for what is not JSON. */
  readonly parseJson: (bytes: Buffer) => unknown;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export const makeReadMetrics =
  ({ parseJson, now }: ReadMetricsDeps): ReadMetrics =>
  async ({ encoding, gzip, bytes }) => {
    const plain = gzip ? await gunzipBody(bytes) : bytes;
    if (encoding === "json") checkJsonParts(plain);
    return translateMetrics(encoding === "json" ? readJson(parseJson(plain)) : decodeProtobuf(plain), now());
  };

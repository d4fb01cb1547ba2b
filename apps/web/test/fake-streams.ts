import { type Correction, type EndpointName, endpoints, type RefillReceipt } from "@solvent/api-contract";
import type { FakeRequest } from "./fake-api.ts";
import { exactly, isoMinute, WATERMARK } from "./simulate.ts";

const instant = (minute: number): string => new Date(minute * 60_000).toISOString();

const CORRECTIONS: readonly Correction[] = [
  {
    id: "902",
    stream: 7,
    at: instant(WATERMARK - 30),
    cause: "reconcile",
    changes: [0, 1, 2].map((i) => ({
      minute: isoMinute(WATERMARK - 640 + i),
      old: i === 0 ? null : { good: 880 + i, total: 900 },
      new: { good: 899, total: 900 },
    })),
    goodDelta: 935,
    totalDelta: 900,
  },
  {
    id: "901",
    stream: 7,
    at: instant(WATERMARK - 3000),
    cause: "settle",
    changes: [{ minute: isoMinute(WATERMARK - 3004), old: { good: 900, total: 900 }, new: { good: 880, total: 900 } }],
    goodDelta: -20,
    totalDelta: 0,
  },
];

const ID = "0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a0aa";

/** A refill is done when it is looked at. Undefined: not an endpoint of streams. */
export function makeStreams(name: () => string) {
  let receipt: RefillReceipt | null = null;
  return (endpoint: EndpointName, _params: Readonly<Record<string, string>>, request: FakeRequest): unknown => {
    switch (endpoint) {
      case "listCorrections":
        return { items: CORRECTIONS, nextCursor: null };
      case "refillStream": {
        const { from, to } = endpoints.refillStream.body.parse(request.body);
        const minutes = (Date.parse(to) - Date.parse(from)) / 60_000;
        receipt = {
          id: ID,
          stream: 7,
          source: "prometheus-prod",
          from,
          to,
          state: "running",
          readTo: isoMinute(Date.parse(from) / 60_000 + Math.floor(minutes / 4)),
          message: null,
          minutesChanged: 0,
          before: { good: 53_900, total: 54_000, known: minutes - 3, minutes },
          after: null,
          objectives: [],
          author: "local",
          requestedAt: instant(WATERMARK),
          endedAt: null,
        };
        return receipt;
      }
      case "getRefill": {
        if (receipt?.before == null) return undefined;
        const { minutes } = receipt.before;
        return {
          ...receipt,
          state: "done",
          readTo: receipt.to,
          minutesChanged: 3,
          after: { good: 56_590, total: 56_700, known: minutes, minutes },
          objectives: [
            { name: name(), remainingBefore: exactly(410, 1000), remainingAfter: exactly(403, 1000), difference: exactly(-7, 1000) },
          ],
          endedAt: instant(WATERMARK),
        };
      }
      case "listRefills":
        return { items: receipt === null ? [] : [receipt], nextCursor: null };
      default:
        return undefined;
    }
  };
}

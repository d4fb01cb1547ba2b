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

const asked = (id: string, ago: number, author: string) => ({
  id,
  stream: 7,
  source: "prometheus-prod",
  from: isoMinute(WATERMARK - ago - 120),
  to: isoMinute(WATERMARK - ago - 60),
  author,
  requestedAt: instant(WATERMARK - ago),
  endedAt: instant(WATERMARK - ago),
});

/** What was read again before, newest first: one without an answer, and one that moved a composite too. */
const PAST: readonly RefillReceipt[] = [
  {
    ...asked("5b3f0f8e-6f5e-4a43-8a55-0d6f3fd3a0ab", 600, "bob"),
    state: "failed",
    readTo: isoMinute(WATERMARK - 720),
    message: "connection refused",
    minutesChanged: 0,
    before: { good: 53_900, total: 54_000, known: 57, minutes: 60 },
    after: null,
    objectives: [{ name: "catalogue", remainingBefore: exactly(410, 1000), remainingAfter: null, difference: null }],
  },
  {
    ...asked("6c3f0f8e-6f5e-4a43-8a55-0d6f3fd3a0ac", 3000, "ada"),
    state: "done",
    readTo: isoMinute(WATERMARK - 3060),
    message: null,
    minutesChanged: 3,
    before: { good: 53_900, total: 54_000, known: 57, minutes: 60 },
    after: { good: 56_590, total: 56_700, known: 60, minutes: 60 },
    objectives: [
      { name: "catalogue", remainingBefore: exactly(410, 1000), remainingAfter: exactly(403, 1000), difference: exactly(-7, 1000) },
      { name: "checkout-journey", remainingBefore: exactly(60, 100), remainingAfter: exactly(58, 100), difference: exactly(-2, 100) },
    ],
  },
];

interface StreamsOptions {
  /** Of the objective that a refill moves. */
  readonly name: () => string;
  /** Whether something was read again on request before. */
  readonly hasPast: boolean;
}

/** A refill is done when it is looked at. Undefined: not an endpoint of streams. */
export function makeStreams({ name, hasPast }: StreamsOptions) {
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
        return { items: [...(receipt === null ? [] : [receipt]), ...(hasPast ? PAST : [])], nextCursor: null };
      default:
        return undefined;
    }
  };
}

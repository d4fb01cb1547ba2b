import fc from "fast-check";
import { expect, test } from "vitest";
import { DELIVERY_FAILURES, type DeliveryFailure } from "../notifier.ts";
import { afterFailure, type FailedSend } from "./index.ts";

const failure = (change: Partial<DeliveryFailure> = {}): DeliveryFailure => ({
  class: "server-error",
  permanent: false,
  maybeAccepted: false,
  status: 500,
  message: "oops",
  retryAfterSeconds: null,
  ...change,
});
const after = (change: Partial<FailedSend> = {}) =>
  afterFailure({ failure: failure(), failedBefore: 0, page: true, random: 0.999_999, ...change });
const limited = (retryAfterSeconds: number | null) => after({ failure: failure({ class: "rate-limited", retryAfterSeconds }) });

test("a permanent failure is the end of the message, whatever its class", () => {
  for (const one of DELIVERY_FAILURES) expect(after({ failure: failure({ class: one, permanent: true }) })).toEqual({ kind: "give-up" });
});

test.each([
  [1, 1_000],
  [30, 30_000],
  [0, 1_000],
  [null, 5_000],
  [Number.NaN, 5_000],
  [86_400, 3_600_000],
])("a receiver that asks to wait %s s is left alone for %s ms, and that is no attempt", (seconds, afterMs) => {
  expect(limited(seconds)).toEqual({ kind: "again", afterMs, attempt: false });
});

test.each([
  [0, 1_000],
  [1, 2_000],
  [5, 32_000],
  [6, 60_000],
  [1_000_000, 60_000],
])("after %s failures a page waits at most %s ms", (failedBefore, most) => {
  expect(after({ failedBefore })).toEqual({ kind: "again", afterMs: most, attempt: true });
});

test("a ticket waits at most five minutes", () => {
  expect(after({ failedBefore: 30, page: false })).toMatchObject({ afterMs: 300_000 });
});

test("the wait is anything from a fifth of a second up to its ceiling", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.boolean(),
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      (failedBefore, page, random) => {
        const next = after({ failedBefore, page, random });
        expect(
          next.kind === "again" && next.afterMs >= 200 && next.afterMs <= Math.min(page ? 60_000 : 300_000, 1000 * 2 ** failedBefore),
        ).toBe(true);
      },
    ),
  );
});

test("a broken receiver that says when to come back is obeyed, too", () => {
  expect(after({ failure: failure({ status: 503, retryAfterSeconds: 120 }) })).toEqual({ kind: "again", afterMs: 120_000, attempt: true });
});

test("a message that was cut off because Solvent stops is due at once for whoever comes next", () => {
  expect(after({ failure: failure({ class: "aborted" }) })).toEqual({ kind: "again", afterMs: 0, attempt: false });
});

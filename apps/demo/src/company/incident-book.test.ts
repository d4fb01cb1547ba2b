import { MINUTE_MS } from "@solvent/domain";
import { expect, test } from "vitest";
import type { Chronicle } from "../model/timetable.ts";
import { type ChronicleFile, parseChronicle } from "./chronicle-file.ts";
import { openIncidentBook } from "./incident-book.ts";

const NOON = Date.parse("2026-11-28T12:00:20Z");

/** A file in memory, and a clock that stands until it is moved. */
function makeRun() {
  let written: Chronicle | null = null;
  const clock = { ms: NOON };
  const file: ChronicleFile = {
    read: () => (written === null ? null : parseChronicle(JSON.parse(JSON.stringify(written)))),
    write: (chronicle) => {
      written = chronicle;
    },
  };
  return { clock, open: () => openIncidentBook({ file, nowMs: () => clock.ms }) };
}

const kinds = (book: ReturnType<typeof openIncidentBook>) => book.now().map(({ kind, service }) => [kind, service]);

test("from its first second a demo has a bad deploy of the slot service, for four hours", () => {
  const { clock, open } = makeRun();
  const book = open();
  expect(kinds(book)).toEqual([["bad-deploy", "delivery-slots"]]);
  clock.ms += 4 * 60 * MINUTE_MS;
  expect(kinds(book)).toEqual([]);
});

test("an incident ends by itself after its minutes", () => {
  const { clock, open } = makeRun();
  const book = open();
  book.start({ kind: "outage", service: "checkout", minutes: 2 });
  clock.ms += 2 * MINUTE_MS - 1;
  expect(kinds(book)).toContainEqual(["outage", "checkout"]);
  clock.ms += 1;
  expect(kinds(book)).not.toContainEqual(["outage", "checkout"]);
});

test("a second run keeps the first start, and what went on in the first run ended with it", () => {
  const { clock, open } = makeRun();
  const first = open();
  first.start({ kind: "outage", service: "checkout", minutes: 60 });
  clock.ms += 5 * MINUTE_MS;
  first.heartbeat();
  clock.ms += 3 * 60 * MINUTE_MS;
  const second = open().chronicle();
  expect(second.anchorMs).toBe(NOON - 20_000);
  expect(second.sessions).toEqual([
    { fromMs: NOON, lastSeenMs: NOON + 5 * MINUTE_MS },
    { fromMs: clock.ms, lastSeenMs: clock.ms },
  ]);
  expect(second.manual).toMatchObject([{ fromMs: NOON, toMs: NOON + 5 * MINUTE_MS }]);
});

test("between two runs nothing burns, and before the second one something does again", () => {
  const { clock, open } = makeRun();
  open();
  clock.ms += 24 * 60 * MINUTE_MS;
  const book = open();
  clock.ms -= 7 * 60 * MINUTE_MS;
  expect(kinds(book)).toEqual([]);
  clock.ms += 2 * 60 * MINUTE_MS;
  expect(kinds(book)).toEqual([["bad-deploy", "delivery-slots"]]);
});

test.each([null, 3, {}, { anchorMs: "x" }, [1]])("a file that holds %j counts as none", (content) => {
  expect(parseChronicle(content)).toBeNull();
});

test("entries that make no sense are left out of a file", () => {
  const good = { kind: "outage", service: "checkout", fromMs: 1, toMs: 2 };
  const manual = [good, { ...good, kind: "flood" }, { ...good, service: "nobody" }, { ...good, toMs: "2" }, null];
  const read = parseChronicle({ anchorMs: 1, sessions: [{ fromMs: 1, lastSeenMs: 2 }, {}, "x"], manual });
  expect(read).toEqual({ anchorMs: 1, sessions: [{ fromMs: 1, lastSeenMs: 2 }], manual: [good] });
});

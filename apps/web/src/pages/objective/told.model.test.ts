import { expect, test } from "vitest";
import { alert, pastAlert, VIEW } from "../../../test/alert-fixture.ts";
import { CHECKOUT } from "../../../test/fake-board.ts";
import { summaryOf } from "../../../test/fake-objectives.ts";
import { hasMoreAlerts, toAlertTimeline } from "./alert-timeline.model.ts";
import { generatedBand, generatedNote, generatedStrip } from "./generated.model.ts";
import { decodeRange, decodeUntil, encodeRange, RANGES, withoutUntil } from "./range-url.ts";
import { toWhoIsTold } from "./who-is-told.model.ts";

test("the rail has the newest alert first, with what it cost and who was told", () => {
  expect(toAlertTimeline([pastAlert(), alert()], VIEW)).toMatchObject([
    { id: "42", at: "19:00", what: "Page, open 12\u202fmin", detail: "14.5×, limit 14.4×", told: "1 sent", icon: "page" },
    { id: "41", at: "Fri 11:49", what: "Page, lasted 14\u202fmin", detail: "14.5×, limit 14.4× · cost 10.9\u202f%", icon: "page-over" },
  ]);
  expect(hasMoreAlerts([alert()])).toBe(false);
});

test("who is told comes with the route that says so; without one nobody is", () => {
  const route = { scope: "team", name: "payments", page: ["a", "b"], ticket: [], updatedAt: "2026-11-24T18:00:00Z" } as const;
  expect(toWhoIsTold({ route: { ...route, page: [...route.page], ticket: [] } })).toEqual({
    rows: [
      { term: "Pages", text: "a and b" },
      { term: "Tickets", text: "nobody" },
    ],
    note: "By the route of team payments.",
    silent: false,
  });
  expect(toWhoIsTold({ route: null })).toMatchObject({ silent: true, note: "No route covers it." });
});

test("generated history is said at the strip, the charts and the tiles, and nowhere when all is measured", () => {
  const summary = { ...summaryOf(CHECKOUT), generatedUntil: "2026-11-21T18:12Z" };
  expect(generatedStrip(summary, VIEW.zone)?.lead).toBe("History before Sat 21 Nov 19:12 is generated.");
  expect(generatedBand(summary, VIEW.zone).text).toBe("history before Sat 21 Nov 19:12 is generated");
  expect(generatedNote(summary)).toBe("partly generated");
  expect(generatedStrip(summaryOf(CHECKOUT), VIEW.zone)).toBeNull();
  expect(generatedNote(summaryOf(CHECKOUT))).toBe("");
});

test("the end of the range is in the address too, and nonsense is now", () => {
  const params = new URLSearchParams("range=6h&until=2026-11-20T12:33Z");
  expect(decodeUntil(params)).toBe(Date.parse("2026-11-20T12:33Z"));
  expect(decodeRange(params).value).toBe("6h");
  expect(encodeRange(params, RANGES[2]).toString()).toBe("range=7d&until=2026-11-20T12%3A33Z");
  expect(withoutUntil(params).toString()).toBe("range=6h");
  expect(decodeUntil(new URLSearchParams("until=yesterday"))).toBeNull();
});

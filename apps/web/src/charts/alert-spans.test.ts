import { expect, test } from "vitest";
import { alert, pastAlert, sourceDown, VIEW } from "../../test/alert-fixture.ts";
import { toAlertSpans } from "./alert-spans.ts";

const ms = (iso: string) => Date.parse(iso);
const DAY = { fromMs: ms("2026-11-23T18:12Z"), toMs: ms("2026-11-24T18:12Z") };
const firing = { rule: "page-1h-5m", severity: "page", since: "2026-11-24T18:00Z" } as const;

test("an open alert reaches to the end of the chart, one that is over to its end, others stay out", () => {
  expect(toAlertSpans({ alerts: [alert(), pastAlert(), sourceDown()], firing }, DAY, VIEW)).toEqual([
    { key: "42", fromMs: ms("2026-11-24T18:00Z"), toMs: DAY.toMs, severity: "page", text: "page 19:00" },
  ]);
  const week = { ...DAY, fromMs: ms("2026-11-17T18:12Z") };
  expect(toAlertSpans({ alerts: [alert(), pastAlert()], firing }, week, VIEW).map((span) => span.text)).toEqual([
    "page Fri 11:49",
    "page 19:00",
  ]);
});

test("what the figures say fires is drawn before the alerts are there", () => {
  expect(toAlertSpans({ alerts: [], firing }, DAY, VIEW)).toMatchObject([{ key: "firing", severity: "page", text: "page 19:00" }]);
  expect(toAlertSpans({ alerts: [], firing: null }, DAY, VIEW)).toEqual([]);
});

import { expect, test } from "vitest";
import { ALL_ALERTS, type AlertsView, decodeAlertsView, encodeAlertsView, isFilteredAlerts, toAlertFilter } from "./alerts-url.ts";

const VIEWS: readonly AlertsView[] = [
  ALL_ALERTS,
  { ...ALL_ALERTS, state: "firing", severity: "page" },
  { ...ALL_ALERTS, kind: "source-down", source: "fleet-metrics" },
  { state: "resolved", severity: "ticket", kind: "burn", service: "checkout", team: "payments", objective: "refund-api", source: "prom" },
];

test.each(VIEWS)("the address round-trips %j", (view) => {
  expect(decodeAlertsView(encodeAlertsView(view))).toEqual(view);
});

test("all alerts have a plain address", () => {
  expect(encodeAlertsView(ALL_ALERTS).toString()).toBe("");
  expect(isFilteredAlerts(ALL_ALERTS)).toBe(false);
});

test("what an old link says and nobody knows means all", () => {
  expect(decodeAlertsView(new URLSearchParams("state=acked&kind=vibes&severity=loud&team=%2F..&objective=Ü"))).toEqual(ALL_ALERTS);
});

test("only what is chosen is asked for", () => {
  expect(toAlertFilter({ ...ALL_ALERTS, state: "firing", team: "payments" })).toEqual({ state: "firing", team: "payments" });
});

import type { FleetLedger } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { toFleetLedger, toFleetTable } from "./fleet.model.ts";
import { decodeFleetView, encodeFleetView, toFleetScope } from "./fleet-url.ts";

const episode = (objective: string, percent: number): FleetLedger["items"][number] => ({
  id: `id-${objective}`,
  from: "2026-11-20T10:00Z",
  to: "2026-11-20T10:30Z",
  open: false,
  bad: { exact: "1200/1", value: 1200 },
  total: { exact: "60000/1", value: 60_000 },
  share: { exact: `${percent}/100`, value: percent / 100 },
  peakBurn: null,
  alerts: [],
  note: null,
  annotations: [],
  objective,
  displayName: null,
  service: "shop",
  team: objective === "checkout" ? "payments" : null,
  unit: "events",
});

const LEDGER: FleetLedger = { items: [episode("checkout", 40), episode("search", 10)], objectives: 7, episodes: 5 };
const CLOCK = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "UTC" };

test("each row names its objective and whose it is, and bars are parts of the most expensive episode", () => {
  const { rows, summary } = toFleetLedger(LEDGER, CLOCK);
  expect(rows.map(({ title, of, share, bar, lasted }) => [title, of, share, bar, lasted])).toEqual([
    ["checkout", "shop, payments", "40.0\u202f%", 1, "30\u202fmin"],
    ["search", "shop", "10.0\u202f%", 0.25, "30\u202fmin"],
  ]);
  expect(summary).toBe("5 episodes of 7 objectives, the 2 most expensive are shown");
});

test("the table has exact figures", () => {
  expect(toFleetTable(LEDGER).rows[0]).toEqual([
    "checkout",
    "shop",
    "payments",
    "2026-11-20T10:00Z",
    "2026-11-20T10:30Z",
    30,
    "40.000",
    "1200",
    "requests",
    "",
    "",
    "",
  ]);
});

test.each([
  [{ team: "", service: "" }, { scope: "all" }],
  [
    { team: "payments", service: "" },
    { scope: "team", name: "payments" },
  ],
  [
    { team: "payments", service: "shop" },
    { scope: "service", name: "shop" },
  ],
])("the view %j is in the address, and asks for %j", (view, scope) => {
  expect(decodeFleetView(encodeFleetView(view))).toEqual(view);
  expect(toFleetScope(view)).toEqual(scope);
});

test("what is no name in an address means all", () => {
  expect(decodeFleetView(new URLSearchParams("team=%3Cb%3E&service=Shop"))).toEqual({ team: "", service: "" });
});

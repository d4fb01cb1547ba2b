import type { ObjectiveGroup } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { BOARD } from "../../../test/fake-board.ts";
import { definitionOf } from "../../../test/fake-objectives.ts";
import { labelsText } from "../../lib/objective-text.ts";
import { decodeShown, extentText, toGroupDefinition, toGroupRow, toMemberRow } from "./groups.model.ts";

const VIEW = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const { measurement: _m, backfill: _b, team: _t, ...rest } = definitionOf(BOARD[0] as (typeof BOARD)[number]);

const GROUP: ObjectiveGroup = {
  name: "routes",
  displayName: null,
  description: null,
  service: "planner",
  team: null,
  objective: { ...rest, alertPolicies: ["pages-fast"] },
  groupBy: ["region", "tier"],
  cap: 500,
  found: 12,
  leftOut: 0,
  listedAt: "2026-11-24T18:05:00Z",
  warnings: [],
  active: 12,
  archived: 0,
  states: { exhausted: 1, "at-risk": 0, "on-target": 11, "no-data": 0, provisional: 0, "low-evidence": 0 },
  revision: 2,
  author: "local",
  createdAt: "2026-10-02T08:00:00Z",
  updatedAt: "2026-10-02T08:00:00Z",
  openslo: "",
};

test("a row has only the states that there are, and a dash before the source was asked", () => {
  expect(toGroupRow(GROUP)).toMatchObject({
    title: "routes",
    owner: "planner",
    by: "region and tier",
    found: "12",
    states: [
      { state: "exhausted", count: 1 },
      { state: "on-target", count: 11 },
    ],
  });
  expect(toGroupRow({ ...GROUP, found: null }).found).toBe("–");
});

test.each([
  [{}, "12 combinations of region and tier found 19:05: 12 objectives"],
  [
    { found: 502, active: 500, leftOut: 2, archived: 3 },
    "502 combinations of region and tier found 19:05: 500 objectives, 2 left out by the cap of 500, 3 archived",
  ],
  [{ found: null, listedAt: null }, "The source has not been asked yet which combinations of region and tier there are"],
])("the extent of %j", (changes, text) => {
  expect(extentText({ ...GROUP, ...changes }, VIEW)).toBe(text);
});

test("the definition names its policies, or the default one", () => {
  const policies = (group: ObjectiveGroup) => toGroupDefinition(group, "UTC").find(({ term }) => term === "Policies")?.text;
  expect(policies(GROUP)).toBe("pages-fast");
  expect(policies({ ...GROUP, objective: { ...GROUP.objective, alertPolicies: [] } })).toBe("default policy");
});

test("labels come in the order of the group; an archived member has no figures", () => {
  const member = {
    name: "a",
    labels: { tier: "gold" },
    archivedAt: null,
    state: "exhausted",
    sli: fig(9, 10),
    budgetLeft: fig(-1, 2),
  } as const;
  expect(toMemberRow(member, GROUP, VIEW)).toMatchObject({ labels: ["", "gold"], left: "−50.0\u202f%", spent: true, archived: "" });
  const archived = { ...member, archivedAt: "2026-11-20T04:10:00Z", state: null, sli: null, budgetLeft: null };
  expect(toMemberRow(archived, GROUP, VIEW)).toMatchObject({ archived: "since Fri 05:10", sli: "–", left: "–", spent: false });
});

test("an unknown choice of members in a link is the active ones", () => {
  expect(decodeShown(new URLSearchParams("show=archived")).archived).toBe("true");
  expect(decodeShown(new URLSearchParams("show=vibes")).archived).toBe("false");
});

test("labels are written in one order, an empty one is named", () => {
  expect(labelsText({ tier: "gold", region: "" })).toBe("region=(none) · tier=gold");
});

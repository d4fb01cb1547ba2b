import type { AlertList, NotificationTarget } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { alert, pastAlert, sourceDown, VIEW } from "../../../test/alert-fixture.ts";
import { fakeTargets } from "../../../test/fake-notifications.ts";
import { toAlertGroups, toAlertRow, toAlertsLede } from "./alerts.model.ts";
import { toDeliveryTroubles } from "./delivery.model.ts";

const NONE = { page: 0, ticket: 0, other: 0 };
const NOBODY = { sent: 0, pending: 0, suppressed: 0, dead: 0 };
const list = (items: AlertList["items"], firing: Partial<AlertList["firing"]> = {}) => ({ items, firing: { ...NONE, ...firing } });

test("a row has what, since when, how fast, and who knows", () => {
  expect(toAlertRow(alert(), VIEW)).toMatchObject({
    href: "/alerts/42",
    title: "Checkout availability",
    owner: "checkout · payments",
    cause: "1\u202fh and 5\u202fmin over 14.4×",
    state: "firing",
    severity: "page",
    since: "19:00",
    lasted: "12\u202fmin",
    seen: "14.5×",
    limit: "limit 14.4×",
    told: { text: "1 sent" },
    muted: "",
    mutable: { name: "checkout-availability" },
  });
});

test("what is over, deleted, or of no objective cannot be muted from its row", () => {
  expect(toAlertRow(pastAlert(), VIEW).mutable).toBeNull();
  expect(toAlertRow(sourceDown(), VIEW).mutable).toBeNull();
  const { objective } = alert().subject;
  const gone = alert({ subject: { source: null, objective: objective === null ? null : { ...objective, deleted: true } } });
  expect(toAlertRow(gone, VIEW)).toMatchObject({ mutable: null, notes: ["deleted since"] });
});

test("a blind alert says since when, and that it holds", () => {
  const row = toAlertRow(alert({ blindSince: "2026-11-24T18:10Z" }), VIEW);
  expect(row).toMatchObject({ state: "blind", blind: "blind since 19:10, alerts hold" });
});

test("firing alerts come first, past ones after, and an empty group is left out", () => {
  expect(toAlertGroups([alert(), pastAlert()], VIEW).map((group) => [group.key, group.rows.map((row) => row.id)])).toEqual([
    ["firing", ["42"]],
    ["past", ["41"]],
  ]);
  expect(toAlertGroups([pastAlert()], VIEW).map((group) => group.key)).toEqual(["past"]);
});

test("one alert is told whole, with what is wrong about the telling", () => {
  const given = alert({ told: { ...NOBODY, dead: 2 } });
  expect(toAlertsLede(list([given], { page: 1 }), VIEW)).toEqual({
    title: "Checkout availability pages since 19:00; nobody could be told",
    detail: "It burned 14.5× at its opening, limit 14.4×.",
  });
});

test("of several the page is named, whatever came last", () => {
  const lede = toAlertsLede(list([sourceDown(), alert({ id: "7", severity: "ticket" }), alert()], { page: 1, ticket: 1, other: 1 }), VIEW);
  expect(lede.title).toBe("3 alerts fire; Checkout availability pages since 19:00");
  expect(lede.detail).toContain("1 page, 1 ticket, 1 about what cannot be seen.");
});

test("when nothing fires the last one is told, and before the first that there was none", () => {
  expect(toAlertsLede(list([pastAlert()]), VIEW)).toEqual({
    title: "Nothing is firing",
    detail: "The last alert, Checkout availability, ended Fri 12:03 after 14\u202fmin.",
  });
  expect(toAlertsLede(list([]), VIEW).detail).toBe("No alert has fired yet.");
});

test("what keeps people from being told comes with the way to repair it", () => {
  const [chat, hook] = fakeTargets() as [NotificationTarget, NotificationTarget, NotificationTarget];
  const troubles = toDeliveryTroubles({ unrouted: 2, targets: [chat, hook] }, VIEW);
  expect(troubles).toEqual([
    {
      key: "unrouted",
      lead: "Nobody is told of 2 open alerts.",
      detail: "No target is routed to.",
      link: { to: "/notifications#routes", text: "Set who is told" },
    },
    {
      key: "ops-hook",
      lead: "ops-hook fails since 18:50.",
      detail:
        "refused: 404 channel_not_found. 2 notifications wait, the oldest for 22\u202fmin. 1 notification was given up in the last 7 days.",
      link: { to: "/notifications", text: "Look at the target" },
    },
  ]);
  expect(toDeliveryTroubles({ unrouted: 0, targets: [chat] }, VIEW)).toEqual([]);
});

test("a target that works again still tells what was given up", () => {
  const [chat] = fakeTargets() as [NotificationTarget, NotificationTarget, NotificationTarget];
  const [trouble] = toDeliveryTroubles({ unrouted: 0, targets: [{ ...chat, health: { ...chat.health, dead: 2 } }] }, VIEW);
  expect(trouble).toMatchObject({ lead: "#payments works again.", detail: "2 notifications were given up in the last 7 days." });
});

import type { NotificationTarget } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { VIEW } from "../../../test/alert-fixture.ts";
import { fakeMutes, fakeRoutes, fakeTargets, NOTIFICATION_KINDS, withRoutes } from "../../../test/fake-notifications.ts";
import { toMuteRows } from "./mutes.model.ts";
import { toggleTarget, toRouteRows } from "./routes.model.ts";
import { initialTarget, parseTarget } from "./target-form.model.ts";
import { toNotificationsLede, toTargetRow, toVerdict } from "./targets.model.ts";

const [chat, hook, pager] = fakeTargets() as [NotificationTarget, NotificationTarget, NotificationTarget];
const [slack, webhook] = NOTIFICATION_KINDS as [(typeof NOTIFICATION_KINDS)[0], (typeof NOTIFICATION_KINDS)[0]];

test("a target says how it goes in words, what waits, and what is routed there", () => {
  expect(toTargetRow(withRoutes(chat, fakeRoutes()), VIEW)).toMatchObject({
    title: "#payments",
    health: { word: "Takes messages", detail: "last one 19:00" },
    backlog: "",
    routes: "pages and tickets of everything; pages and tickets of team payments; pages of service storefront",
  });
  expect(toTargetRow(hook, VIEW)).toMatchObject({
    health: { word: "Fails since 18:50", tone: "spent", detail: "refused: 404 channel_not_found (last one taken Mon 18:12)" },
    backlog: "2 wait for 22\u202fmin, 1 given up in 7\u202fd",
    routes: "no route leads here",
    failover: "payments-chat stands in",
  });
  expect(toTargetRow(pager, VIEW).health.word).toBe("Nothing sent yet");
});

test("the page opens with whether people can be told", () => {
  expect(toNotificationsLede([], false, VIEW).title).toBe("Nobody is told of alerts");
  expect(toNotificationsLede([chat, hook], true, VIEW).title).toBe("ops-hook fails since 18:50");
  expect(toNotificationsLede([chat], false, VIEW).title).toBe("No alert is routed to anybody");
  expect(toNotificationsLede([chat], true, VIEW)).toEqual({ title: "The one target takes messages", detail: "" });
  expect(toNotificationsLede([chat, pager], true, VIEW).title).toBe("2 targets, 1 not tried yet");
});

test("a verdict is precise about what came back, and whether to try again", () => {
  expect(toVerdict({ ok: true, status: 200, latencyMs: 87, failure: null })).toEqual({
    ok: true,
    lead: "The test message was accepted.",
    detail: "HTTP 200, 87\u202fms",
  });
  const failure = { class: "unreachable", permanent: false, message: "connection refused" };
  expect(toVerdict({ ok: false, status: null, latencyMs: 3, failure }).detail).toBe("connection refused (3\u202fms; it may work later)");
});

test("the route of everything is always shown, widest first, and an empty list is nobody", () => {
  expect(toRouteRows([], [])).toMatchObject([{ title: "Everything", page: "nobody", ticket: "nobody", route: null }]);
  expect(toRouteRows([...fakeRoutes()].reverse(), [chat, hook, pager]).map((row) => [row.title, row.page, row.ticket])).toEqual([
    ["Everything", "#payments and ops-hook", "#payments"],
    ["Team payments", "#payments, Pager and ops-hook", "#payments"],
    ["Service storefront", "#payments", "nobody"],
  ]);
});

test("a target goes in and out of one list without touching the other", () => {
  const order = ["a", "b", "c"];
  const input = { page: ["c"], ticket: ["b"] };
  expect(toggleTarget(input, "page", "a", order)).toEqual({ page: ["a", "c"], ticket: ["b"] });
  expect(toggleTarget(input, "page", "c", order)).toEqual({ page: [], ticket: ["b"] });
});

test("active mutes come first, the one that ends next on top", () => {
  const [active, ended] = fakeMutes();
  expect(
    toMuteRows(
      [ended, active].filter((mute) => mute !== undefined),
      VIEW,
    ),
  ).toMatchObject([
    { what: "Service route-planner", when: "until 21:02", whenDetail: "1\u202fh 50\u202fmin left", active: true },
    { what: "Everything", when: "ended Sat 07:52", whenDetail: "ended early by local", active: false },
  ]);
});

test("a form without a needed secret names it, one that is stored may stay", () => {
  const fresh = { ...initialTarget(slack, null), displayName: " #payments " };
  expect(parseTarget(slack, fresh, null)).toEqual({ problems: [{ key: "webhookUrl", message: "Webhook address is needed" }] });
  const filled = {
    ...fresh,
    settings: { style: "full", mention: "@a\n\n@b" },
    secrets: { webhookUrl: { action: "set", text: "https://x" } },
  } as const;
  expect(parseTarget(slack, filled, null)).toEqual({
    input: {
      name: "slack",
      displayName: "#payments",
      kind: "slack",
      settings: { style: "full", mention: ["@a", "@b"] },
      secrets: { webhookUrl: "https://x" },
      failover: null,
    },
  });
  expect(parseTarget(slack, initialTarget(slack, chat), chat)).toMatchObject({ input: { secrets: {} } });
  const removed = { ...initialTarget(slack, chat), secrets: { webhookUrl: { action: "remove" } } } as const;
  expect(parseTarget(slack, removed, chat)).toMatchObject({ problems: [{ key: "webhookUrl" }] });
});

test("an edit starts from what is stored, with who stands in", () => {
  expect(initialTarget(webhook, hook)).toMatchObject({
    name: "ops-hook",
    settings: { url: "https://ops.internal/hooks/solvent" },
    failover: "payments-chat",
  });
});

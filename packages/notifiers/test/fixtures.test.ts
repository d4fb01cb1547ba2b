import { fraction } from "@solvent/domain";
import { aBurnFired, aBurnResolved, anObjective, messagesOfEveryKind } from "@solvent/testing";
import { describe, expect, it } from "vitest";
import type { Message } from "../src/index.ts";
import { renderSlack } from "../src/slack/render.ts";
import { webhookBody } from "../src/webhook/body.ts";

const FIXTURES = new URL("../fixtures", import.meta.url).pathname;
const SETTINGS = { mention: "<!subteam^S0123ABCD>", timeZone: "UTC" };
const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const onset = aBurnFired().onset ?? 0;
const objective = anObjective();

/** One message of every kind, and the ones that say more than usual. After a change of words: run with `-u` and read the difference. */
const EXAMPLES: readonly (readonly [string, Message])[] = [
  ...Object.entries(messagesOfEveryKind()),
  [
    "burn-fired-with-all-notes",
    aBurnFired({
      delayedMinutes: 12,
      repeated: true,
      escalatedFromTicketSince: onset - 300,
      generatedUntil: onset - 1440,
      budget: { left: fraction(-177n, 1000n), leftMinutes: fraction(-177n * 4032n, 100_000n) },
      exhaustion: { kind: "already-gone" },
      knownOfLastHour: 53,
    }),
  ],
  [
    "burn-fired-knowing-little",
    aBurnFired({
      severity: "ticket",
      budget: null,
      exhaustion: { kind: "unknown" },
      onset: null,
      spent: null,
      spark: null,
      alertUrl: null,
      objective: { ...objective, team: null, url: null },
    }),
  ],
  [
    "burn-fired-while-history-is-read",
    aBurnFired({ budget: null, coverage: { minutes: 40_320, counted: 52, excluded: 0 }, exhaustion: { kind: "unknown" }, spent: null }),
  ],
  [
    "burn-resolved-while-history-is-read",
    aBurnResolved({ budget: null, coverage: { minutes: 40_320, counted: 93, excluded: 0 }, spent: null }),
  ],
  ["burn-resolved-corrected", aBurnResolved({ reason: "corrected", missingMinutes: 10, firstNotice: true, ticketOpenSince: onset - 300 })],
  [
    "burn-resolved-deleted",
    aBurnResolved({
      reason: "deleted",
      spent: null,
      bad: null,
      total: null,
      budget: null,
      coverage: null,
      objective: { ...objective, url: null },
    }),
  ],
];

describe("the example messages", () => {
  it.each(EXAMPLES)("%s is what the fixture for Slack shows", async (name, message) => {
    await expect(toText(renderSlack(message, SETTINGS))).toMatchFileSnapshot(`${FIXTURES}/slack/${name}.json`);
  });

  it.each(EXAMPLES)("%s is what the fixture for webhooks shows", async (name, message) => {
    await expect(toText(JSON.parse(webhookBody(message)))).toMatchFileSnapshot(`${FIXTURES}/webhook/${name}.json`);
  });
});

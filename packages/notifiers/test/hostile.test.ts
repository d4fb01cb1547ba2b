import { fraction } from "@solvent/domain";
import { aSummary, findBlockKitProblems, findUnsafeTexts, HOSTILE_TEXTS, messagesOfEveryKind, withHostileText } from "@solvent/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BurnFired, Message, SummaryItem } from "../src/index.ts";
import type { SlackPayload } from "../src/slack/block-kit.ts";
import { renderSlack, renderSlackText } from "../src/slack/render.ts";
import { MAX_BODY_BYTES, webhookBody } from "../src/webhook/body.ts";

const MENTION = "<!subteam^S0123ABCD>";
const SETTINGS = { mention: MENTION, timeZone: "Europe/Berlin" };
const RUNS = 300;

const figure = fc
  .tuple(
    fc.oneof(fc.bigInt(-(10n ** 6n), 10n ** 6n), fc.bigInt(-(10n ** 40n), 10n ** 40n)),
    fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 20n)),
  )
  .map(([num, den]) => fraction(num, den));
const count = fc.oneof(fc.nat(100_000), fc.constantFrom(0, 1, 29_000_000, 2 ** 31, Number.MAX_SAFE_INTEGER));
const text = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .array(
      fc.constantFrom("<", ">", "&", "*", "_", "~", "`", "|", "\n", "!", "@", "é", "😀", "\u202E", "\u2068", "ת", "\uD800", "a", " "),
      { maxLength: 300 },
    )
    .map((parts) => parts.join("")),
);

/** Every figure and every number of a message replaced by arbitrary ones, then every text. */
function arbitraryMessage(message: Message): fc.Arbitrary<Message> {
  const own = message.kind === "burn-fired" ? arbitraryBurn(message) : fc.constant(message);
  return fc
    .tuple(own, text, count, fc.boolean())
    .map(([one, hostile, minutes, repeated]) => withHostileText({ ...one, delayedMinutes: minutes, repeated }, hostile));
}

const arbitraryBurn = (message: BurnFired): fc.Arbitrary<BurnFired> =>
  fc
    .record({
      burnLong: figure,
      burnShort: figure,
      bad: figure,
      spent: fc.option(figure),
      left: figure,
      leftMinutes: figure,
      minutes: count,
      onset: fc.option(count),
      burns: fc.array(fc.option(fc.double()), { maxLength: 200 }),
      generatedUntil: fc.option(count),
    })
    .map(({ burnLong, burnShort, left, leftMinutes, minutes, burns, ...rest }) => ({
      ...message,
      ...rest,
      since: minutes,
      exhaustion: { kind: "at", minute: minutes },
      escalatedFromTicketSince: minutes,
      rule: { ...message.rule, burnLong, burnShort, longMinutes: minutes, shortMinutes: minutes },
      budget: { left, leftMinutes },
      spark: { from: minutes, stepMinutes: 5, burns },
    }));

const kinds = Object.values(messagesOfEveryKind());
const anyMessage = fc.oneof(...kinds.map(arbitraryMessage));
const items = kinds.filter((message): message is Extract<Message, SummaryItem> => message.kind !== "summary" && message.kind !== "test");
const anyItem = fc.tuple(fc.constantFrom(...items), text).map(([item, hostile]) => withHostileText(item, hostile));

/** Formatting characters outside of the header, which formats nothing. */
const markersIn = ({ text, blocks = [] }: SlackPayload): string =>
  JSON.stringify([text.split("\n").slice(1), blocks.filter(({ type }) => type !== "header")]).replace(/[^*`~]/g, "");

describe("a message with whatever people put into it", () => {
  it("stays within Slack's limits, and no text in it becomes markup", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        for (const payload of [renderSlack(message, SETTINGS), renderSlackText(message, SETTINGS)]) {
          expect(findBlockKitProblems(payload)).toEqual([]);
          expect(findUnsafeTexts(payload, [MENTION])).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each(kinds)("of kind $kind has no more formatting than one with harmless texts", (message) => {
    const harmless = markersIn(renderSlack(withHostileText(message, "plain"), SETTINGS));
    for (const hostile of ["*a* `b` ~c~", "```x```", "* *", "a*b"]) {
      const title = withHostileText(message, hostile);
      expect(markersIn(renderSlack(title, SETTINGS))).toBe(harmless);
    }
  });

  it("mentions somebody only in a page, and only whom the settings name", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const isPage = message.kind === "burn-fired" || message.kind === "summary";
        expect(JSON.stringify(renderSlack(message, SETTINGS)).includes(MENTION)).toBe(isPage);
        expect(JSON.stringify(renderSlack(message, { ...SETTINGS, mention: "" }))).not.toMatch(/<!(?!date)|<@/);
      }),
      { numRuns: 60 },
    );
  });

  it("is JSON of less than 20 kB as a webhook", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const body = webhookBody(message);
        expect(Buffer.byteLength(body)).toBeLessThan(MAX_BODY_BYTES);
        expect(JSON.parse(body)).toMatchObject({ type: expect.any(String), data: expect.any(Object) });
        expect(JSON.parse(body).data).not.toMatchObject({ omitted: expect.toSatisfy((omitted) => omitted > 0) });
      }),
      { numRuns: RUNS },
    );
  });

  it("that sums up 400 others is still one that both receivers take", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(anyItem, { minLength: 400, maxLength: 400, size: "max" }), (many) => {
        const message = aSummary({ items: many });
        const payload = renderSlack(message, SETTINGS);
        expect(findBlockKitProblems(payload)).toEqual([]);
        expect(findUnsafeTexts(payload, [MENTION])).toEqual([]);
        expect(findBlockKitProblems(renderSlackText(message, SETTINGS))).toEqual([]);
        expect(JSON.parse(webhookBody(message))).toMatchObject({ data: { count: 400, omitted: 0 } });
        expect(Buffer.byteLength(webhookBody(message))).toBeLessThan(MAX_BODY_BYTES);
      }),
      { numRuns: 5 },
    );
  });
});

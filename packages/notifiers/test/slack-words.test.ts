import { fraction } from "@solvent/domain";
import {
  aBurnFired,
  aBurnResolved,
  aConditionFired,
  aConditionResolved,
  aNoDataFired,
  anObjective,
  aSourceDown,
  aSummary,
} from "@solvent/testing";
import { describe, expect, it } from "vitest";
import type { Message, SummaryItem } from "../src/index.ts";
import { renderSlack, renderSlackText } from "../src/slack/render.ts";

const SETTINGS = { mention: "", timeZone: "UTC" };

/** The words of a message as a reader sees them, times by the clock of UTC. */
const seen = (text: string): string => text.replaceAll(/<!date[^|]*\|(.*?)>/g, "$1").replaceAll("\u202F", " ");
const textsIn = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  const own = "text" in value && typeof value.text === "string" ? [seen(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
};
const read = (message: Message, settings = SETTINGS): string => textsIn(renderSlack(message, settings).blocks).join("\n");
const objective = anObjective();
const fired = aBurnFired();
const onset = fired.onset ?? 0;

describe("a message that something burns", () => {
  it("begins with the severity, the name and the burn of the window that governs", () => {
    expect(read(fired)).toMatch(/^🔴 Page · Checkout availability is burning 22\.9×\n/);
    const rule = { ...fired.rule, burnLong: fraction(40n), burnShort: fraction(15n) };
    expect(read(aBurnFired({ severity: "ticket", rule }))).toMatch(/^🟠 Ticket · Checkout availability is burning 15\.0×\n/);
  });

  it("says which of the two windows governs, and the limit", () => {
    expect(read(fired)).toContain("*Burn*\n1 h *22.9×*, 5 min *42.8×* (limit 14.4×)\nthe lower one governs: 1 h");
    const equal = { ...fired.rule, burnLong: fraction(20n), burnShort: fraction(20n) };
    expect(read(aBurnFired({ rule: equal }))).toContain("both are equal");
    const short = { ...fired.rule, burnShort: fraction(15n) };
    expect(read(aBurnFired({ rule: short }))).toContain("the lower one governs: 5 min");
  });

  it.each([
    [fired.exhaustion, "At this rate the budget is gone *Tue 24 Nov 01:52 UTC*, in 6 h 52 min."],
    [{ kind: "at" as const, minute: fired.since + 3 * 1440 }, "At this rate the budget is gone *Thu 26 Nov 19:00 UTC*."],
    [{ kind: "already-gone" as const }, "The budget is *gone* already."],
    [{ kind: "not-at-this-rate" as const }, "At this rate the budget lasts."],
    [{ kind: "unknown" as const }, "When the budget is gone cannot be said yet."],
  ])("says until when the budget lasts: %j", (exhaustion, words) => {
    expect(read(aBurnFired({ exhaustion })).split("\n")).toContain(words);
  });

  it("counts the distance from when it is sent", () => {
    expect(read(aBurnFired({ delayedMinutes: 12 }))).toContain("in 6 h 40 min.\n");
  });

  it("never makes an overspent budget look merely empty", () => {
    const budget = { left: fraction(-177n, 1000n), leftMinutes: fraction(-713n, 100n) };
    expect(read(aBurnFired({ budget }))).toContain("*−17.7 %* of 28 d, overspent by 7 min 8 s of full outage");
    expect(read(aBurnFired({ budget: null }))).toContain("*Budget left*\nnot known\n");
  });

  it("states no budget of which less than half is known, nor when it is gone, but how much is known", () => {
    const little = {
      budget: null,
      coverage: { minutes: 40_320, counted: 52, excluded: 0 },
      exhaustion: { kind: "unknown" as const },
      spent: null,
    };
    const words = read(aBurnFired(little));
    expect(words).toContain("*Budget left*\nnot known yet: 52 min of 28 d are known\n");
    expect(words.split("\n")).toContain("When the budget is gone cannot be said yet: 52 min of 28 d are known.");
    expect(words).toContain("*Spent so far*\n1 687 bad of 58 214 requests\n");
    expect(words).toContain("coverage of the budget 0.1 %");
    expect(words).not.toMatch(/% of the budget|full outage|gone\*? already/);
    const bill = read(aBurnResolved({ ...little, coverage: { ...little.coverage, counted: 1 } }));
    expect(bill.split("\n")).toContain("What it cost of the budget is not known yet: 1 min of 28 d is known.");
    expect(bill).toContain("2 877 bad of 153 422 requests");
    const condition = read(aConditionResolved({ budget: null, coverage: { ...little.coverage, counted: 0 } }));
    expect(condition).toContain("What is left of the budget is not known yet: nothing of 28 d is known.");
  });

  it("marks figures of a budget as approximate while more than a twentieth of it is unknown, and says what they rest on", () => {
    const coverage = { minutes: 40_320, counted: 21_634, excluded: 0 };
    const words = read(aBurnFired({ coverage }));
    expect(words).toContain("*≈ 41.1 %* of 28 d, 16 min 35 s of full outage");
    expect(words).toContain("*≈ 6.4 %* of the budget\n");
    expect(words.split("\n")).toContain("That rests on a part of the budget: 15 d 1 h of 28 d are known.");
    expect(words).toContain("coverage of the budget 53.6 %");
    expect(read(aBurnFired({ coverage, exhaustion: { kind: "unknown" } }))).not.toContain("rests on");
    const bill = read(aBurnResolved({ coverage })).split("\n");
    expect(bill).toContain("It cost *≈ 10.9 %* of the 28 d budget.");
    expect(bill).toContain("*≈ 36.6 %* is left, 14 min 45 s of full outage.");
    expect(read(aSummary({ items: [aBurnResolved({ coverage })] }))).toContain("58 min, cost ≈ 10.9 %");
    expect(read(fired)).not.toMatch(/≈|rests on/);
  });

  it("says how much of the budget's window is known as its page does: without what is excluded, rounded down", () => {
    expect(read(fired)).toContain("coverage of the budget 99.9 %");
    expect(read(aBurnFired({ coverage: { minutes: 40_320, counted: 40_260, excluded: 60 } }))).toContain("coverage of the budget 100 %");
  });

  it("counts slices where slices are judged, and names a calendar window by its period", () => {
    const window = { kind: "calendar", unit: "month", zone: "Europe/Stockholm", weekStart: "monday" } as const;
    const sliced = { ...objective, window, unit: "slices" as const };
    const words = read(aBurnFired({ objective: sliced, bad: fraction(3n), total: fraction(12n) }));
    expect(words).toContain("*41.1 %* of this month (Europe/Stockholm), 16 min 35 s of bad slices");
    expect(words).toContain("3 bad of 12 slices");
    expect(words).toContain("target 99.9 % for this month (Europe/Stockholm)");
    const bill = read(aBurnResolved({ objective: sliced, bad: fraction(3n), total: fraction(12n) }));
    expect(bill).toContain("of the budget for this month (Europe/Stockholm).");
    expect(bill).toContain("of bad slices");
    expect(bill).toContain("3 bad of 12 slices");
  });

  it("says since when, and in which stretch it counts when the beginning is not known", () => {
    expect(read(fired)).toContain("*6.4 %* of the budget\n1 687 bad of 58 214 requests\n");
    const unknown = read(aBurnFired({ onset: null }));
    expect(unknown).toContain("When it began is not known.");
    expect(unknown).toContain("1 687 bad of 58 214 requests in the last 1 h");
  });

  it("says what a reader must know about the message", () => {
    const message = aBurnFired({ escalatedFromTicketSince: onset - 60, generatedUntil: onset, delayedMinutes: 12, repeated: true });
    for (const words of [
      "escalated from the ticket that is open since Mon 23 Nov 17:38 UTC",
      "history before Mon 23 Nov 18:38 UTC is generated, not measured",
      "delayed 12 min",
      "(repeat: an earlier attempt may have arrived)",
    ])
      expect(read(message).split("\n")).toContain(words);
    expect(read(fired)).not.toMatch(/escalated|generated|delayed|repeat/);
  });

  it("rounds the coverage of the last hour down", () => {
    expect(read(aBurnFired({ knownOfLastHour: 59 }))).toContain("coverage of the last hour 98.3 %");
  });

  it("has buttons only where it knows where they lead", () => {
    expect(read(fired)).toMatch(/Open alert\nOpen objective/);
    const without = renderSlack(aBurnFired({ alertUrl: null, objective: { ...objective, url: null } }), SETTINGS);
    expect(without.blocks?.map(({ type }) => type)).not.toContain("actions");
  });

  it("calls somebody for a page and nobody for a ticket", () => {
    const settings = { ...SETTINGS, mention: "<!here>" };
    expect(read(fired, settings).split("\n")).toContain("<!here>");
    expect(read(aBurnFired({ severity: "ticket" }), settings)).not.toContain("<!here>");
    expect(read(aBurnResolved(), settings)).not.toContain("<!here>");
  });

  it("cuts only the name to fit the header, and names the objective below", () => {
    const title = "Availability of the checkout ".repeat(10).trim();
    const words = read(aBurnFired({ objective: { ...objective, title } }));
    expect(words).toMatch(/^🔴 Page · Availability of .{80,}… is burning 22\.9×\n/);
    expect(words).toContain("checkout-availability · service checkout · team payments · target 99.9 % over 28 d");
  });
});

describe("the bill", () => {
  it("says how long it burned, what it cost and what is left", () => {
    const words = read(aBurnResolved());
    for (const line of [
      "✅ Resolved · Checkout availability burned for 58 min",
      "It cost *10.9 %* of the 28 d budget.",
      "*36.6 %* is left, 14 min 45 s of full outage.",
      "2 877 bad of 153 422 requests",
      "4 min 24 s of full outage",
      "Mon 23 Nov 18:38 UTC to 19:36, 58 min",
    ])
      expect(words.split("\n")).toContain(line);
  });

  it.each([
    ["corrected" as const, "✅ Resolved (corrected) · ", "Corrected: minutes in between were filled in or changed later."],
    ["revised" as const, "⏹️ Closed (revised) · ", "Revised: the definition of the objective or of its alert policy changed."],
    ["deleted" as const, "⏹️ Closed (deleted) · ", "Deleted: the objective is gone."],
  ])("that ends %s says so, and does not call it resolved when nothing got better", (reason, header, words) => {
    const message = read(aBurnResolved({ reason }));
    expect(message.startsWith(header)).toBe(true);
    expect(message).toContain(words);
  });

  it("names what is not known instead of leaving it out", () => {
    const nothing = read(aBurnResolved({ spent: null, bad: null, total: null, budget: null, missingMinutes: 10 }));
    expect(nothing).toContain("What it cost is not known.");
    expect(nothing).not.toContain("Bill");
    expect(nothing).toContain("58 min\nof which 10 min unknown");
  });

  it("says that the budget is overspent, exactly used up, or hardly touched", () => {
    const left = (num: bigint) =>
      read(aBurnResolved({ budget: { left: fraction(num, 1000n), leftMinutes: fraction(num * 4032n, 100_000n) } }));
    expect(left(-24n)).toContain("The budget is at *−2.4 %*, overspent by 58 s of full outage.");
    expect(left(0n)).toContain("*0.0 %* is left, 0 s of full outage.");
    expect(left(0n)).toContain("*Bill*\n2 877 bad of 153 422 requests\n");
  });

  it("that is the first notice says so, and which ticket stays open", () => {
    const words = read(aBurnResolved({ firstNotice: true, ticketOpenSince: onset }));
    expect(words).toContain("This is the first notice: the one that said it began was not delivered.");
    expect(words).toContain("The ticket that is open since Mon 23 Nov 18:38 UTC stays open.");
  });
});

describe("a message that a condition is met", () => {
  const consumed = aConditionFired().condition;
  const stretch = { from: fired.since - 60, to: fired.since, bad: fraction(512n), total: fraction(3400n) };

  it("of a consumed budget says how much, the limit, what is left and what it looks for", () => {
    const words = read(aConditionFired());
    expect(words).toMatch(/^🟠 Ticket · Checkout availability has used 75\.1 % of its budget\n/);
    for (const line of [
      "*75.1 %* of the budget is used, the limit is 75 %.",
      "*24.9 %* of 28 d, 10 min 2 s of full outage",
      "17 420 bad of 23 190 000 requests",
      "75 % of the budget or more is consumed; told again only after 5 points of it came back.",
    ])
      expect(words.split("\n")).toContain(line);
    expect(words).toContain("condition budget-marks/at-75");
  });

  it("of a budget that is more than used says so", () => {
    const words = read(aConditionFired({ condition: { ...consumed, value: fraction(12n, 10n) } }));
    expect(words).toContain("has used 120 % of its budget\nMore than the whole budget is used.");
  });

  it("of a drop says what was spent in which stretch", () => {
    const condition = { ...consumed, kind: "budget-drop" as const, value: fraction(1234n, 10_000n), limit: fraction(1n, 10n) };
    const words = read(aConditionFired({ severity: "page", condition, stretch }), { ...SETTINGS, mention: "<!here>" });
    expect(words).toMatch(/^🔴 Page · Checkout availability has spent 12\.3 % of its budget within 1 h\n/);
    expect(words).toContain("*12.3 %* of the budget was spent within 1 h, the limit is 10 %.\n<!here>\n");
    expect(words).toContain("*In the last 1 h*\n512 bad of 3 400 requests");
  });

  it("of an approaching exhaustion says when the budget is gone", () => {
    const condition = { ...consumed, kind: "time-to-exhaustion" as const, value: fraction(141n), limit: fraction(240n) };
    const words = read(aConditionFired({ severity: "page", condition, stretch }));
    expect(words).toMatch(/^🔴 Page · Checkout availability is out of budget in 2 h 21 min\n/);
    expect(words).toContain("At this rate the budget is gone *Mon 23 Nov 21:21 UTC*, in 2 h 21 min.");
  });

  it("of missing traffic says since when, and what is usual", () => {
    const condition = { ...consumed, kind: "no-traffic" as const, value: fraction(0n), limit: fraction(10n), usual: fraction(122n) };
    const silent = { from: fired.since - 10, to: fired.since, bad: fraction(0n), total: fraction(0n) };
    const words = read(aConditionFired({ severity: "page", condition, stretch: silent }));
    expect(words).toMatch(/^🔴 Page · Checkout availability has no traffic\n/);
    expect(words).toContain("Not one event since *Mon 23 Nov 18:50 UTC*. Usually there are 122 a minute at this hour of the week.");
    expect(words).not.toContain("bad of");
  });

  it("says what a reader must know about the message", () => {
    const words = read(aConditionFired({ generatedUntil: onset, delayedMinutes: 12, repeated: true, budget: null }));
    for (const line of ["history before Mon 23 Nov 18:38 UTC is generated, not measured", "delayed 12 min", "not known"])
      expect(words.split("\n")).toContain(line);
  });
});

describe("a message that a condition is over", () => {
  const about = (kind: "budget-consumed" | "budget-drop" | "time-to-exhaustion" | "no-traffic") => ({
    ...aConditionFired().condition,
    kind,
  });

  it.each([
    ["budget-consumed" as const, "budget is back under 75 % used"],
    ["budget-drop" as const, "budget no longer drops"],
    ["time-to-exhaustion" as const, "budget lasts longer again"],
    ["no-traffic" as const, "traffic is back"],
  ])("says how %s ended and what is left", (kind, words) => {
    const message = read(aConditionResolved({ condition: about(kind) }));
    expect(message.startsWith(`✅ Resolved · Checkout availability · ${words}\n*36.6 %* is left, 14 min 45 s of full outage.\n`)).toBe(
      true,
    );
    expect(message).toContain("Mon 23 Nov 19:00 UTC to 19:41, 41 min");
    expect(message).toContain("it was a ticket");
  });

  it("does not call it resolved when the budget is gone, or nothing got better", () => {
    const budget = { left: fraction(-1n, 100n), leftMinutes: fraction(-4n, 10n) };
    const gone = read(aConditionResolved({ condition: about("time-to-exhaustion"), budget }));
    expect(gone).toMatch(/^⏹️ Closed · Checkout availability · budget is gone\nThe budget is at \*−1\.0 %\*/);
    expect(read(aConditionResolved({ reason: "revised" }))).toMatch(
      /^⏹️ Closed \(revised\) · Checkout availability · budget consumed\nRevised: the definition of the objective or of its alert policy changed\./,
    );
  });

  it("is one line of a summary, and counts as a page where it is one", () => {
    const words = read(aSummary({ items: [aConditionFired({ severity: "page" }), aConditionResolved()] }));
    expect(words.split("\n")).toEqual(
      expect.arrayContaining([
        "🔴 Summary · 1 began, 1 over",
        "*1* of them is a page.",
        "🔴 Page · <https://solvent.example/alerts/17|Checkout availability> · 75.1 % of the budget used",
        "✅ Resolved ticket · <https://solvent.example/alerts/17|Checkout availability> · budget is back under 75 % used",
      ]),
    );
  });
});

describe("a message that measurement is lost", () => {
  it("is neither red nor green, and says which alerts hold", () => {
    const words = read(aNoDataFired({ blindAlerts: ["ticket", "page"] }));
    expect(words).toMatch(/^⏸️ Measurement lost · Checkout availability\n/);
    expect(words).toContain("Its open page and ticket holds, blind since 18:49: whether it still burns is not known.");
    expect(words).not.toMatch(/🔴|✅/);
    expect(read(aNoDataFired({ blindAlerts: [] }))).not.toContain("blind");
  });

  it("because of its source names the source, what it says and the alerts that are blind", () => {
    const words = read(aSourceDown());
    expect(words).toMatch(/^⏸️ Source down · prometheus-eu does not answer\n/);
    expect(words).toContain("connection refused\n*12 objectives* cannot be measured.");
    expect(words).toContain(
      "*These open alerts hold*: blind since 18:57\n🔴 Page · <https://solvent.example/objectives/checkout-availability|Checkout availability>\n🟠 Ticket · Search latency",
    );
  });

  it("names twenty blind alerts and counts the rest", () => {
    const blindAlerts = Array.from({ length: 23 }, (_, index) => ({ title: `Objective ${index}`, severity: "ticket" as const, url: null }));
    const words = read(aSourceDown({ blindAlerts }));
    expect(words).toContain("Objective 19\nand 3 more");
  });
});

describe("a summary", () => {
  const many = (count: number, title: (index: number) => string): SummaryItem[] =>
    Array.from({ length: count }, (_, index) => {
      const own = anObjective({ name: `objective-${index}`, title: title(index) });
      return index % 2 === 0 ? aBurnFired({ objective: own }) : aBurnResolved({ objective: own });
    });

  it("names everything, by what began and what is over, pages first", () => {
    const ticket = aBurnFired({ severity: "ticket", objective: anObjective({ title: "Search" }), alertUrl: null });
    const words = read(aSummary({ items: [aBurnResolved(), aSourceDown(), ticket, fired] }));
    expect(words.split("\n").slice(0, 9)).toEqual([
      "🔴 Summary · 3 began, 1 over",
      "*4* notices came close together. This message names all of them.",
      "*1* of them is a page.",
      "*Began: 3*",
      "🔴 Page · <https://solvent.example/alerts/17|Checkout availability> · 22.9×",
      "🟠 Ticket · <https://solvent.example/objectives/checkout-availability|Search> · 22.9×",
      "⏸️ Source down · <https://solvent.example/alerts/17|prometheus-eu> · 12 objectives",
      "*Over: 1*",
      "✅ Resolved page · <https://solvent.example/alerts/17|Checkout availability> · 58 min, cost 10.9 %",
    ]);
  });

  it.each([5, 120, 400])("of %i names every one of them", (count) => {
    const words = read(aSummary({ items: many(count, (index) => `Objective number ${index}`) }));
    for (let index = 0; index < count; index += 1) expect(words).toMatch(new RegExp(`Objective number ${index}\\b`));
  });

  it("of 400 with long names shortens them and leaves none out, also as text alone", () => {
    const message = aSummary({ items: many(400, (index) => `${index} & ${"long ".repeat(40)}`) });
    for (const words of [read(message), seen(renderSlackText(message, SETTINGS).text)])
      for (let index = 0; index < 400; index += 1) expect(words).toMatch(new RegExp(` · ${index} &amp; long`));
  });

  it("shortens its text for notifications to whole lines", () => {
    const { text } = renderSlack(aSummary({ items: many(400, (index) => `Objective ${index}`) }), SETTINGS);
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).toMatch(/22\.9×\n…$/);
  });

  it("of more than one message is meant for says how many it does not name", () => {
    const words = read(aSummary({ items: many(3000, (index) => `Objective ${index}`) }));
    expect(words).toMatch(/\nand [\d ]+ more, which Solvent shows\n/);
  });
});

import { describe, expect, it } from "vitest";
import { bold, foreign, foreignPlain, joined, link, linkAddress, markup } from "./markup.ts";

describe("somebody else's text in a message", () => {
  it.each([
    ["mentions nobody", "<!channel> <@U123>", "&lt;!channel&gt; &lt;@U123&gt;"],
    ["links nowhere", "<http://x|y>", "&lt;http://x|y&gt;"],
    ["is shown as written where it looks escaped", "&lt;!here&gt;", "&amp;lt;!here&amp;gt;"],
    ["is not bold, struck through or code", "*a* ~b~ `c` ```d```", "∗a∗ ∼b∼ ˋcˋ ˋˋˋdˋˋˋ"],
    ["is not italic", "_a_ __b__", "ˍaˍ ˍˍbˍˍ"],
    ["keeps underscores inside of names", "http_requests_total", "http_requests_total"],
    ["makes no emoji", ":skull: a:100:b 12:30", "∶skull: a∶100:b 12:30"],
    ["stays on its line", "a\n*b*", "a ∗b∗"],
    ["keeps its direction to itself", "توفر *الدفع*", "\u2068توفر ∗الدفع∗\u2069"],
  ])("%s", (_, text, mrkdwn) => {
    expect(foreign(text)).toEqual({ mrkdwn });
  });

  it("is cut by its length as it is sent, never inside an entity", () => {
    expect(foreign("&".repeat(100), 22).mrkdwn).toBe("&amp;&amp;&amp;…");
  });

  it("shows angle brackets that mean nothing where there is no markup", () => {
    expect(foreignPlain("<!channel> a & b", 150)).toBe("‹!channel› a & b");
  });

  it("is escaped in every sentence without being asked for", () => {
    expect(markup`${"<!here>"} burns ${bold("22.9×")}, not ${bold("*")}`.mrkdwn).toBe("&lt;!here&gt; burns *22.9×*, not *∗*");
    expect(joined([markup`a`, markup`${"<"}`], " · ").mrkdwn).toBe("a · &lt;");
    expect(bold("").mrkdwn).toBe("");
  });
});

describe("a link", () => {
  it("leads to the web only", () => {
    expect(linkAddress("javascript:alert(1)")).toBeNull();
    expect(linkAddress("/alerts/1")).toBeNull();
    expect(linkAddress(`https://x/${"a".repeat(3000)}`)).toBeNull();
    expect(link(null, markup`Open`).mrkdwn).toBe("Open");
  });

  it("has a label that cannot be taken for an address", () => {
    expect(link("https://x/", foreign("a|b")).mrkdwn).toBe("<https://x/|a¦b>");
  });

  it("cannot end early", () => {
    expect(link("https://x/a|b>c?d=1&e=<!here>", markup`Open`).mrkdwn).toBe("<https://x/a%7Cb%3Ec?d=1&amp;e=%3C!here%3E|Open>");
  });
});

import { expect, test } from "vitest";
import { renderMrkdwn } from "./mrkdwn.ts";

const rendered = (text: string): string => renderMrkdwn(text).html;

test.each([
  ["*bold*, _italic_, ~gone~ and `code`", "<strong>bold</strong>, <em>italic</em>, <s>gone</s> and <code>code</code>"],
  ["styles *hold _each_ other*", "styles <strong>hold <em>each</em> other</strong>"],
  ["snake_case_name and 2*3*4 stay", "snake_case_name and 2*3*4 stay"],
  ["two\nlines", "two<br>lines"],
  ["> said\nthen", "<q>said</q><br>then"],
  ["```a < b\n*c*```", "<pre>a &lt; b\n*c*</pre>"],
  ["&lt;b&gt; &amp;amp; &amp; \"'", "&lt;b&gt; &amp;amp; &amp; &quot;&#39;"],
  ["🔴 :fire:", "🔴 :fire:"],
])("%j is shown as Slack would", (text, html) => {
  expect(rendered(text)).toBe(html);
});

test.each([
  ["<https://example.com/a?b=1&amp;c=2|the *page*>", 'href="https://example.com/a?b=1&amp;c=2"', "the *page*"],
  ["<https://example.com>", 'href="https://example.com/"', "https://example.com"],
])("%j is a link in a new tab without a referrer", (text, address, label) => {
  expect(rendered(text)).toBe(`<a ${address} rel="noopener noreferrer" target="_blank">${label}</a>`);
});

test.each([
  ["<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"],
  ["<data:text/html,x>", "&lt;data:text/html,x&gt;"],
  ['<https://x.org/"onmouseover="a|x>', '<a href="https://x.org/%22onmouseover=%22a" rel="noopener noreferrer" target="_blank">x</a>'],
  ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
  ["</script><script>alert(1)</script>", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"],
])("hostile %j stays text", (text, html) => {
  expect(rendered(text)).toBe(html);
});

test.each([
  ["<@U123>", "@U123"],
  ["<@U123|anna>", "anna"],
  ["<!here>", "@here"],
  ["<!subteam^S1|@payments>", "@payments"],
  ["<#C1|alerts>", "alerts"],
])("%j calls somebody", (text, name) => {
  expect(rendered(text)).toBe(`<span class="mention">${name}</span>`);
});

test("a date carries the instant and the format, and its fallback until a script has run", () => {
  expect(rendered("<!date^1795392000^{date_short} {time}|28 Nov>")).toBe(
    '<time datetime="2026-11-23T00:00:00.000Z" data-format="{date_short} {time}">28 Nov</time>',
  );
  expect(rendered("<!date^x^{time}|then>")).toBe("then");
});

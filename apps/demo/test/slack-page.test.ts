import { useBrowser } from "@solvent/testing/chromium";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeInbox } from "../src/slack/inbox.ts";
import { buildSlack, WEBHOOK_PATH } from "../src/slack/slack-server.ts";

const browser = useBrowser();
let app: FastifyInstance;
let url = "";
beforeAll(async () => {
  app = buildSlack(makeInbox(() => Date.parse("2026-11-28T18:38:05Z")));
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => app.close());

const post = (body: string, path = WEBHOOK_PATH) =>
  fetch(`${url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
const answerOf = async (response: Response) => [response.status, await response.text()];

const HOSTILE = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>';
const message = (title: string) => ({
  text: `🔴 Page · ${title}`,
  blocks: [
    { type: "header", text: { type: "plain_text", text: `🔴 Page · ${title}` } },
    { type: "section", text: { type: "mrkdwn", text: "Gone <!date^1795891085^{date_short_pretty} {time}|soon>. *Hurry*" } },
    { type: "section", fields: [{ type: "mrkdwn", text: "*Budget left*\n41.1 %" }] },
    {
      type: "actions",
      elements: [
        { type: "button", text: { type: "plain_text", text: "Open" }, url: "http://127.0.0.1:4600/alerts/1" },
        { type: "button", text: { type: "plain_text", text: "Trap" }, url: "javascript:window.hacked=1" },
      ],
    },
    { type: "context", elements: [{ type: "mrkdwn", text: HOSTILE }] },
  ],
});

test("the webhook answers what Slack's would", async () => {
  expect(await answerOf(await post("{"))).toEqual([400, "invalid_payload"]);
  expect(await answerOf(await post("{}"))).toEqual([400, "no_text"]);
  expect(await answerOf(await post('{"text":"x","blocks":[{"type":"nope"}]}'))).toEqual([400, "invalid_blocks"]);
  expect(await answerOf(await post('{"text":"x"}', "/services/X/Y/z"))).toEqual([404, "no_service"]);
  expect(await answerOf(await post('{"text":"fine"}'))).toEqual([200, "ok"]);
  const { messages } = (await (await fetch(`${url}/messages`)).json()) as { messages: { text: string }[] };
  expect(messages).toMatchObject([{ text: "fine" }]);
});

test("the last two hundred messages are kept, newest first", () => {
  const inbox = makeInbox(() => 0);
  for (let n = 1; n <= 205; n++) inbox.add({ text: String(n), blocks: [] });
  expect(inbox.messages()).toHaveLength(200);
  expect(inbox.messages()[0]).toMatchObject({ id: 205, text: "205" });
});

test("a page that is open shows a new message at once, with times of the reader's clock, and nothing in it runs", async () => {
  const page = await browser.newPage({ locale: "en-GB", timezoneId: "Europe/Paris" });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => complaints.push(line.text()));
  await page.goto(url);
  expect((await post(JSON.stringify(message(HOSTILE)))).status).toBe(200);
  const first = page.locator("article").first();
  await first.locator("h2", { hasText: "onerror" }).waitFor();
  await first.getByText("28 Nov").or(first.getByText("today")).first().waitFor();
  expect(await first.locator("time").nth(1).textContent()).toMatch(/19:38$/);
  expect(await first.locator("strong", { hasText: "Hurry" }).count()).toBe(1);
  expect(await first.getByRole("link", { name: "Open" }).getAttribute("href")).toBe("http://127.0.0.1:4600/alerts/1");
  expect(await first.getByRole("link", { name: "Trap" }).count()).toBe(0);
  expect(await page.locator("img, article script").count()).toBe(0);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(complaints).toEqual([]);
});

test("the ground follows the system's colours", async () => {
  const page = await browser.newPage({ colorScheme: "dark" });
  await page.goto(url);
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const dark = await ground();
  await page.emulateMedia({ colorScheme: "light" });
  expect(await ground()).not.toBe(dark);
});

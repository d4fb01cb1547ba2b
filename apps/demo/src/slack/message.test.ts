import { expect, test } from "vitest";
import { receive } from "./message.ts";

const header = { type: "header", text: { type: "plain_text", text: "Page" } };
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

test("a text, blocks, or both make a message", () => {
  expect(receive({ text: "hello" })).toMatchObject({ ok: true, message: { text: "hello", blocks: [] } });
  expect(receive({ blocks: [header] })).toMatchObject({ ok: true, message: { blocks: [{ type: "header" }] } });
  expect(receive({ text: "hello", blocks: [header, { type: "divider" }] })).toMatchObject({ ok: true });
});

test("blocks of attachments are shown after the others", () => {
  const received = receive({ text: "x", blocks: [header], attachments: [{ color: "#f00", blocks: [{ type: "divider" }] }] });
  expect(received).toMatchObject({ ok: true, message: { blocks: [{ type: "header" }, { type: "divider" }] } });
});

test.each([null, [], "text", 3])("%j is no payload", (payload) => {
  expect(receive(payload)).toEqual({ ok: false, answer: "invalid_payload" });
});

test.each([{}, { text: "" }, { text: "  " }, { text: 3 }, { blocks: [] }])("%j says nothing", (payload) => {
  expect(receive(payload)).toEqual({ ok: false, answer: "no_text" });
});

test.each([
  ["an unknown type", { type: "carousel" }],
  ["a header in mrkdwn", { type: "header", text: { type: "mrkdwn", text: "x" } }],
  ["a header that is too long", { type: "header", text: { type: "plain_text", text: "x".repeat(151) } }],
  ["an empty text", { type: "section", text: { type: "mrkdwn", text: "" } }],
  ["a section without anything", { type: "section" }],
  ["a section text that is too long", { type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }],
  ["too many fields", { type: "section", fields: many(11, { type: "mrkdwn", text: "x" }) }],
  ["too many elements", { type: "context", elements: many(11, { type: "mrkdwn", text: "x" }) }],
  ["an action that is no button", { type: "actions", elements: [{ type: "datepicker" }] }],
  [
    "a button text that is too long",
    { type: "actions", elements: [{ type: "button", text: { type: "plain_text", text: "x".repeat(76) } }] },
  ],
  ["no object", "header"],
])("Slack refuses %s", (_what, block) => {
  expect(receive({ text: "hello", blocks: [block] })).toEqual({ ok: false, answer: "invalid_blocks" });
});

test("more than fifty blocks are too many", () => {
  expect(receive({ text: "hello", blocks: many(51, { type: "divider" }) })).toEqual({ ok: false, answer: "invalid_blocks" });
  expect(receive({ text: "hello", blocks: many(50, { type: "divider" }) })).toMatchObject({ ok: true });
});

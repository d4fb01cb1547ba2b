import { expect, test } from "vitest";
import { signalFxSource } from "../src/index.ts";
import { readBinaryFrame } from "../src/signalfx/wire/binary-frame.ts";
import { readEventStream } from "../src/signalfx/wire/event-stream.ts";
import { readJsonMessage, WireError } from "../src/signalfx/wire/message.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
const CHANNEL = `52 30 ${"00 ".repeat(14)}`;
const TIME = "00 00 01 54 9B E1 91 A0";
const TS_ID = "00 00 00 00 E4 04 94 63";

test("reads the frame that the protocol gives as its example", () => {
  const frame = bytes(`01 05 00 00 ${CHANNEL} ${TIME} 00 00 00 01 02 ${TS_ID} 40 23 A9 A4 08 3C DF B6`);
  expect(readBinaryFrame(frame).envelope).toEqual({
    channel: "R0",
    message: { kind: "data", atMs: 1_462_904_132_000, values: [["AAAAAOQElGM", 9.831329591208355]] },
  });
});

test("reads the layout with a delay between time and count", () => {
  const frame = bytes(
    `02 00 05 00 ${CHANNEL} ${TIME} 00 00 00 00 00 00 27 10 00 00 00 02 01 ${TS_ID} 00 00 00 00 00 00 00 07 00 ${TS_ID} ${"00 ".repeat(8)}`,
  );
  const { message } = readBinaryFrame(frame).envelope;
  expect(message).toMatchObject({
    atMs: 1_462_904_132_000,
    values: [
      ["AAAAAOQElGM", 7],
      ["AAAAAOQElGM", null],
    ],
  });
});

test("reads whole numbers of either kind, beyond 2^53 digit by digit, and NaN as no value", () => {
  const value = (type: string, body: string): unknown => {
    const { message } = readBinaryFrame(bytes(`01 05 00 00 ${CHANNEL} ${TIME} 00 00 00 01 ${type} ${TS_ID} ${body}`)).envelope;
    return message.kind === "data" ? message.values[0]?.[1] : null;
  };
  expect(value("03", "00 00 00 00 00 00 01 00")).toBe(256);
  expect(value("01", "FF FF FF FF FF FF FF FE")).toBe(-2);
  expect(value("01", "00 20 00 00 00 00 00 01")).toBe(9_007_199_254_740_993n);
  expect(value("02", "7F F8 00 00 00 00 00 00")).toBeNull();
});

test("reads events over several lines, with comments and either end of line", () => {
  const body =
    ': hi\r\n\r\nevent: control-message\r\ndata: {"event":\r\ndata: "END_OF_CHANNEL"}\r\n\r\nevent: data\ndata:{"logicalTimestampMs":60000,"data":[]}\n\n';
  expect(readEventStream(body, "text/event-stream;charset=utf-8")).toEqual([
    { kind: "control", event: "END_OF_CHANNEL", handle: null, abortReason: null },
    { kind: "data", atMs: 60_000, values: [] },
  ]);
});

test("names line and column of an error, of newer servers and older ones", () => {
  const error = { type: "error", error: 400, errorType: "NAME", message: "no x", context: { line: 3, column: 7 } };
  expect(readJsonMessage(JSON.stringify(error)).message).toEqual({ kind: "error", status: 400, text: "NAME: no x (line 3, column 7)" });
  const older = { type: "error", errors: [{ code: "NAME", context: { line: 2 } }] };
  expect(readJsonMessage(JSON.stringify(older)).message).toEqual({ kind: "error", status: null, text: "NAME (line 2)" });
});

test.each(["", "5", "null", "[]", "{", '{"type":"data"}', '{"type":"metadata"}'])("says that %j is no message", (text) => {
  expect(() => readJsonMessage(text)).toThrow(WireError);
});

const connection = (given: object) => signalFxSource.connection.safeParse(given);

test("makes both addresses of a realm, in either family of names", () => {
  const origin = (given: object): string => signalFxSource.origin(signalFxSource.connection.parse(given));
  expect(origin({})).toBe("https://stream.us0.signalfx.com https://api.us0.signalfx.com");
  expect(origin({ realm: "eu0", hosts: "observability" })).toBe(
    "https://stream.eu0.observability.splunkcloud.com https://api.eu0.observability.splunkcloud.com",
  );
  expect(origin({ streamUrl: "http://proxy:1/x/", apiUrl: "http://proxy:1" })).toBe("http://proxy:1");
});

test("refuses half of the addresses, a realm that is none and limits that the service does not have", () => {
  expect(connection({ streamUrl: "http://a" }).error?.issues).toMatchObject([{ path: ["apiUrl"] }]);
  expect(connection({ apiUrl: "http://a" }).error?.issues).toMatchObject([{ path: ["streamUrl"] }]);
  expect(connection({ realm: "us0.evil.com/" }).error?.issues).toMatchObject([{ path: ["realm"] }]);
  expect(connection({ maxDelaySeconds: 901 }).error?.issues).toMatchObject([{ path: ["maxDelaySeconds"] }]);
  expect(connection({ jobsPerConnection: 301 }).error?.issues).toMatchObject([{ path: ["jobsPerConnection"] }]);
  expect(connection({ startsPerMinute: 0 }).error?.issues).toMatchObject([{ path: ["startsPerMinute"] }]);
});

test("waits a minute longer than the service does for late data", () => {
  const timing = (maxDelaySeconds: number) => signalFxSource.timing?.(signalFxSource.connection.parse({ maxDelaySeconds }));
  expect([timing(300), timing(0), timing(10)].map((one) => one?.ingestDelaySeconds)).toEqual([360, 360, 70]);
});

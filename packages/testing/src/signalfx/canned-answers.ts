import { gzipSync } from "node:zlib";
import type { CannedAnswer } from "../source-contract.ts";
import type { SignalFxFault } from "./faults.ts";
import type { SimMessage } from "./messages.ts";
import { binaryFrame } from "./wire.ts";

type Canned = CannedAnswer<SignalFxFault>;
type Edit = (SignalFxFault & { readonly do: "edit" })["edit"];
type Spoil = (SignalFxFault & { readonly do: "frames" })["spoil"];

const MEBIBYTE = 2 ** 20;
const LIMIT_BYTES = 16 * MEBIBYTE;
const DATA = 5;
const DAY_MS = 86_400_000;

const isData = ({ type }: SimMessage): boolean => type === "data";
const isCode = ({ message }: SimMessage, code: string): boolean =>
  typeof message === "object" && message !== null && "messageCode" in message && message.messageCode === code;
const timeOf = ({ logicalTimestampMs }: SimMessage): number => Number(logicalTimestampMs);

const edited = (name: string, failure: Canned["failure"], edit: Edit): Canned => ({ name, failure, fault: { do: "edit", edit } });
const spoilt = (name: string, failure: Canned["failure"], spoil: Spoil): Canned => ({ name, failure, fault: { do: "frames", spoil } });

const eachData =
  (change: (message: SimMessage) => SimMessage): Edit =>
  (messages) =>
    messages.map((message) => (isData(message) ? change(message) : message));

/** Every value of every series. */
const eachValue = (change: (value: unknown) => unknown): Edit =>
  eachData((message) => ({
    ...message,
    data: (message.data as readonly { tsId: string; value: unknown }[]).map(({ tsId, value }) => ({ tsId, value: change(value) })),
  }));

const noteOf = (messageCode: string, contents: object): SimMessage => ({
  type: "message",
  message: { messageCode, messageLevel: "INFO", contents },
});

/** A remark before the first data. */
const withNote =
  (code: string, contents: object): Edit =>
  (messages) => {
    const first = messages.findIndex(isData);
    return [...messages.slice(0, first), noteOf(code, contents), ...messages.slice(first)];
  };

/** Only the beginning, and then something else instead of the rest. */
const instead =
  (...rest: readonly SimMessage[]): Edit =>
  (messages) => [...messages.slice(0, 2), ...rest];

const error = (fields: SimMessage): Edit => instead({ type: "error", ...fields });

const withoutResolution = (messages: readonly SimMessage[]): SimMessage[] =>
  messages
    .filter((message) => !isCode(message, "JOB_RUNNING_RESOLUTION"))
    .map((message) =>
      message.type === "metadata" ? { ...message, properties: { ...(message.properties as object), sf_resolutionMs: undefined } } : message,
    );

const status = (code: number, failure: Canned["failure"], body: string): Canned => ({
  name: `status ${code}`,
  failure,
  fault: { do: "status", status: code, body },
});

const refusalText = (code: number, message: string): string => JSON.stringify({ code, message, errorType: "REQUEST_FAILED" });

const STATUSES = (secret: string): readonly Canned[] => [
  status(400, "bad-query", refusalText(400, "the program cannot be run")),
  status(401, "unauthorized", refusalText(401, `the token ${secret} has expired`)),
  status(403, "unauthorized", refusalText(403, "the token has no API scope")),
  status(404, "not-found", "no such job"),
  status(413, "too-large", "too much"),
  status(429, "rate-limited", refusalText(429, "slow down")),
  status(500, "server-error", "<html><body>oops</body></html>"),
  status(502, "server-error", ""),
  status(503, "server-error", "starting"),
  status(504, "timeout", "gateway timeout"),
  { name: "a page for signing in", failure: "bad-answer", fault: { do: "html" } },
  { name: "nothing at all", failure: "bad-answer", fault: { do: "body", body: "" } },
  { name: "a text", failure: "bad-answer", fault: { do: "body", body: `hello ${secret}` } },
  { name: "a number", failure: "bad-answer", fault: { do: "body", body: "5" } },
  { name: "null", failure: "bad-answer", fault: { do: "body", body: "null" } },
  { name: "a list", failure: "bad-answer", fault: { do: "body", body: "[]" } },
  { name: "half a message", failure: "bad-answer", fault: { do: "body", body: '{"type":"da' } },
  { name: "a connection that breaks", failure: "unreachable", fault: { do: "reset" } },
  { name: "no answer in time", failure: "timeout", fault: { do: "hang" } },
  { name: "more than 16 MiB", failure: "too-large", fault: { do: "oversize", bytes: LIMIT_BYTES + 1 } },
];

const ERRORS = (secret: string): readonly Canned[] => [
  edited(
    "an error with its place",
    "bad-query",
    error({ error: 400, errorType: "ANALYTICS_PROGRAM_NAME_ERROR", message: "x", context: { line: 1, column: 5 } }),
  ),
  edited("an error of an older server", "bad-query", error({ errors: [{ code: "ANALYTICS_PROGRAM_NAME_ERROR", context: {} }] })),
  edited("an error that repeats the token", "bad-query", error({ error: 400, message: `token ${JSON.stringify(secret)} in ${secret}` })),
  edited("an error without words", "bad-query", error({})),
  edited("too many channels", "rate-limited", error({ error: 400, message: "Too many channels in this connection" })),
  edited("a token that expires meanwhile", "unauthorized", error({ error: 401, errorType: "UNAUTHORIZED", message: "expired" })),
  edited(
    "a program that is stopped",
    "partial",
    instead({
      type: "control-message",
      event: "CHANNEL_ABORT",
      abortInfo: { sf_job_abortState: "ABORTED", sf_job_abortReason: "too many derived series" },
    }),
  ),
  edited("a program that is stopped without a reason", "partial", instead({ type: "control-message", event: "CHANNEL_ABORT" })),
];

const MESSAGES: readonly Canned[] = [
  edited("only some of the series", "partial", withNote("FIND_LIMITED_RESULT_SET", { matchedSize: 20_000, limitSize: 10_000 })),
  edited("only some of the series, it does not say how many", "partial", withNote("FIND_LIMITED_RESULT_SET", {})),
  edited("coarser steps than minutes", "partial", withNote("JOB_RUNNING_RESOLUTION", { resolutionMs: 300_000 })),
  edited("finer steps than minutes", "partial", (messages) =>
    withNote("JOB_RUNNING_RESOLUTION", { resolutionMs: 1000 })(withoutResolution(messages)),
  ),
  edited("coarser steps that nothing tells but the times", "partial", (messages) =>
    withoutResolution(messages).filter((message) => !isData(message) || timeOf(message) % 300_000 === 0),
  ),
  edited("steps that nothing tells", "partial", (messages) => {
    const first = timeOf(messages.find(isData) ?? {});
    return withoutResolution(messages).filter((message) => !isData(message) || timeOf(message) === first);
  }),
  edited("values of series that were not described", "bad-answer", (messages) => messages.filter(({ type }) => type !== "metadata")),
  edited("times that go backwards", "bad-answer", (messages) => {
    const data = messages.filter(isData);
    return [...messages.filter(({ type }) => type === "metadata"), ...data.reverse()];
  }),
  edited(
    "times between minutes",
    "bad-answer",
    eachData((message) => ({ ...message, logicalTimestampMs: timeOf(message) + 7000 })),
  ),
  edited(
    "a value that is a word",
    "bad-answer",
    eachValue(() => "many"),
  ),
  edited(
    "a value that is a list",
    "bad-answer",
    eachValue(() => [1]),
  ),
  edited(
    "data without a time",
    "bad-answer",
    eachData(({ logicalTimestampMs: _time, ...message }) => message),
  ),
  edited(
    "data at a time that is a text",
    "bad-answer",
    eachData((message) => ({ ...message, logicalTimestampMs: "now" })),
  ),
  edited(
    "data without values",
    "bad-answer",
    eachData(({ data: _data, ...message }) => message),
  ),
  edited(
    "values of no series",
    "bad-answer",
    eachData((message) => ({ ...message, data: [{ value: 1 }] })),
  ),
  edited("metadata of no series", "bad-answer", (messages) =>
    messages.map(({ tsId: _id, ...message }) =>
      message.type === "metadata" ? message : { ...message, ...(_id === undefined ? {} : { tsId: _id }) },
    ),
  ),
];

/** Answers that are well formed, and say nothing of any minute. */
const EMPTY: readonly Canned[] = [
  edited(
    "no values",
    null,
    eachValue(() => null),
  ),
  edited(
    "values that are no numbers",
    null,
    eachValue(() => "NaN"),
  ),
  edited(
    "infinite values",
    null,
    eachValue(() => "Infinity"),
  ),
  edited(
    "negative values",
    null,
    eachValue(() => -1),
  ),
  edited(
    "values beyond all counts",
    null,
    eachValue(() => 1e300),
  ),
  edited("no data", null, (messages) => messages.filter((message) => !isData(message))),
  edited(
    "data of another day",
    null,
    eachData((message) => ({ ...message, logicalTimestampMs: timeOf(message) + DAY_MS })),
  ),
  edited("only the first stream", null, (messages) => {
    const seen = new Set<number>();
    return messages.filter((message) => {
      if (!isData(message)) return true;
      const repeated = seen.has(timeOf(message));
      seen.add(timeOf(message));
      return !repeated;
    });
  }),
  edited("no labels", null, (messages) =>
    messages.map((message) => (message.type === "metadata" ? { ...message, properties: { sf_resolutionMs: 60_000 } } : message)),
  ),
];

const isBinary = (frame: Buffer | string): frame is Buffer => typeof frame !== "string";
/** Data as one frame of one's own. */
const dataFrame =
  (flags: number, body: Buffer): Spoil =>
  (frame, channel) =>
    isBinary(frame) ? binaryFrame({ channel, type: DATA, flags, body }) : frame;
const patched =
  (at: number, value: number): Spoil =>
  (frame) => {
    if (!isBinary(frame)) return frame;
    frame.writeUInt8(value, at);
    return frame;
  };

const FRAMES: readonly Canned[] = [
  { name: "half of the messages", failure: "unreachable", fault: { do: "truncate" } },
  spoilt("a frame that is shorter than its header", "bad-answer", (frame) => (isBinary(frame) ? frame.subarray(0, 12) : frame)),
  spoilt("a frame that is cut", "bad-answer", (frame) => (isBinary(frame) ? frame.subarray(0, frame.length - 3) : frame)),
  spoilt("a frame of another version", "bad-answer", patched(0, 9)),
  spoilt("a frame of another type", "bad-answer", patched(1, 99)),
  spoilt("a frame that says it is JSON", "bad-answer", patched(2, 2)),
  spoilt("a frame that says it is compressed", "bad-answer", patched(2, 1)),
  spoilt("a data frame without a count", "bad-answer", dataFrame(0, Buffer.alloc(8))),
  spoilt("a data frame with too high a count", "bad-answer", dataFrame(0, Buffer.concat([Buffer.alloc(11), Buffer.from([9])]))),
  spoilt("a value of another type", "bad-answer", dataFrame(0, Buffer.concat([Buffer.alloc(11), Buffer.from([1, 7]), Buffer.alloc(16)]))),
  spoilt("a frame that unpacks to more than 16 MiB", "too-large", dataFrame(1, gzipSync(Buffer.alloc(LIMIT_BYTES + 1)))),
  spoilt("packed nonsense", "bad-answer", dataFrame(1, Buffer.from("1f8b0800deadbeef", "hex"))),
];

const EVENTS: readonly Canned[] = [
  edited("a stream that ends before its end", "partial", (messages) => messages.slice(0, -1)),
  { name: "half of the stream", failure: "bad-answer", fault: { do: "truncate" } },
  { name: "a redirect", failure: "bad-answer", fault: { do: "status", status: 302, headers: { location: "http://127.0.0.1/" } } },
  {
    name: "an event that is no JSON",
    failure: "bad-answer",
    fault: { do: "body", body: "event: data\ndata: {]\n\n", headers: { "content-type": "text/event-stream" } },
  },
  {
    name: "a stream of comments",
    failure: "partial",
    fault: { do: "body", body: ": hello\n\n", headers: { "content-type": "text/event-stream" } },
  },
];

/** At least forty answers that must never become a known minute. */
export const cannedSignalFxAnswers = (transport: "websocket" | "sse", secret: string): readonly Canned[] => [
  ...STATUSES(secret),
  ...ERRORS(secret),
  ...MESSAGES,
  ...EMPTY,
  ...(transport === "websocket" ? FRAMES : EVENTS),
];

/** A value of a published stream; whole numbers beyond 2^53 keep all of their digits. */
export type StreamValue = number | bigint;

/** What the service says about a job, of either transport and of any frame. */
export type JobMessage =
  | { readonly kind: "control"; readonly event: string; readonly handle: string | null; readonly abortReason: string | null }
  | {
      readonly kind: "metadata";
      readonly tsId: string;
      readonly label: string | null;
      readonly properties: Readonly<Record<string, unknown>>;
    }
  /** `values`: null where a series has none at that time. */
  | { readonly kind: "data"; readonly atMs: number; readonly values: readonly (readonly [string, StreamValue | null])[] }
  | {
      readonly kind: "note";
      readonly code: string;
      readonly inputSeries: number | null;
      readonly contents: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "error"; readonly status: number | null; readonly text: string }
  | { readonly kind: "authenticated"; readonly organisation: string | null }
  | { readonly kind: "other" };

/** `channel` null: about the connection as a whole. */
export interface Envelope {
  readonly channel: string | null;
  readonly message: JobMessage;
}

/** A frame, or a part of a stream, that is not what the protocol promises. */
export class WireError extends Error {
  override readonly name = "WireError";
}

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
export const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
export const wholeOf = (value: unknown): number | null => (typeof value === "number" && Number.isSafeInteger(value) ? value : null);

function timeOf(value: unknown): number {
  const time = wholeOf(value);
  if (time === null) throw new WireError("a data message has no time");
  return time;
}

/** JSON cannot write what is no number, so it comes as a text. */
function toStreamValue(value: unknown): StreamValue | null {
  if (value === null || value === undefined || value === "NaN") return null;
  if (value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value !== "number") throw new WireError("a data message holds a value that is no number");
  return value;
}

function pairOf(value: unknown): readonly [string, StreamValue | null] {
  const { tsId, value: one } = fieldsOf(value);
  const id = textOf(tsId);
  if (id === null) throw new WireError("a data message holds a value of no series");
  return [id, toStreamValue(one)];
}

function toData(fields: Fields): JobMessage {
  if (!Array.isArray(fields.data)) throw new WireError("a data message has no values");
  return { kind: "data", atMs: timeOf(fields.logicalTimestampMs), values: fields.data.map(pairOf) };
}

function toMetadata({ tsId, properties }: Fields): JobMessage {
  const id = textOf(tsId);
  if (id === null) throw new WireError("metadata of no series");
  const known = fieldsOf(properties);
  return { kind: "metadata", tsId: id, label: textOf(known.sf_streamLabel), properties: known };
}

function toNote(fields: Fields): JobMessage {
  const { messageCode, numInputTimeSeries, contents } = fieldsOf(fields.message);
  const known = fieldsOf(contents);
  return {
    kind: "note",
    code: textOf(messageCode) ?? "",
    inputSeries: wholeOf(numInputTimeSeries) ?? wholeOf(known.numInputTimeSeries),
    contents: known,
  };
}

function placeOf(context: unknown): string {
  const { line, column } = fieldsOf(context);
  const [row, place] = [wholeOf(line), wholeOf(column)];
  return row === null ? "" : ` (line ${row}${place === null ? "" : `, column ${place}`})`;
}

function errorText({ message, errorType, context, code }: Fields): string {
  const words = [textOf(errorType) ?? textOf(code), textOf(message)].filter((word) => word !== null);
  return `${words.join(": ") || "an error without a message"}${placeOf(context)}`;
}

/** Older servers send a list of errors instead of one. */
function toError(fields: Fields): JobMessage {
  const [first] = Array.isArray(fields.errors) ? fields.errors : [];
  const status = wholeOf(fields.error) ?? wholeOf(fields.code);
  return { kind: "error", status, text: errorText(first === undefined ? fields : { ...fields, ...fieldsOf(first) }) };
}

function toControl({ event, handle, abortInfo }: Fields): JobMessage {
  const { sf_job_abortReason: reason, sf_job_abortState: state } = fieldsOf(abortInfo);
  return { kind: "control", event: textOf(event) ?? "", handle: textOf(handle), abortReason: textOf(reason) ?? textOf(state) };
}

function toMessage(type: string | null, fields: Fields): JobMessage {
  switch (type) {
    case "control-message":
      return toControl(fields);
    case "metadata":
      return toMetadata(fields);
    case "data":
      return toData(fields);
    case "message":
      return toNote(fields);
    case "error":
      return toError(fields);
    case "authenticated":
      return { kind: "authenticated", organisation: textOf(fields.orgId) };
    default:
      return { kind: "other" };
  }
}

/** Reads a message as JSON; `type` and `channel` are those of the frame where the text does not say them. Throws WireError. */
export function readJsonMessage(text: string, given: { readonly type?: string; readonly channel?: string | null } = {}): Envelope {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError(`not a message: ${text}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new WireError(`not a message: ${text}`);
  const fields = fieldsOf(value);
  const type = textOf(fields.type) ?? given.type ?? (fields.error === undefined ? null : "error");
  return { channel: textOf(fields.channel) ?? given.channel ?? null, message: toMessage(type, fields) };
}

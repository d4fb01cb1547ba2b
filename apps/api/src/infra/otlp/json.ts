import { invalidRequest } from "../../errors/app-error.ts";
import { formatFieldPath } from "../../errors/field-problems.ts";
import { type Budget, makeBudget } from "./limits.ts";
import { type FieldShape, isMessageName, type MessageName, type Scalar, shapeOf } from "./messages.ts";
import type { MetricsRequest } from "./metrics.ts";

type Path = readonly (string | number)[];

const refuse = (path: Path, message: string): never => {
  throw invalidRequest([{ path: formatFieldPath(path), message }]);
};

const WHOLE = /^-?\d{1,20}$/;
const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function wholeNumber(value: unknown, path: Path, [least, most]: readonly [bigint, bigint]): bigint {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || !WHOLE.test(text)) return refuse(path, "must be a whole number, as decimal text where it is large");
  const whole = BigInt(text);
  return whole >= least && whole <= most ? whole : refuse(path, `must be between ${least} and ${most}`);
}

const SIGNED_64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UNSIGNED_64 = [0n, 2n ** 64n - 1n] as const;
const SIGNED_32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const UNSIGNED_32 = [0n, 2n ** 32n - 1n] as const;

function double(value: unknown, path: Path): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return refuse(path, "must be a number");
  const word = WORDS[value];
  if (word !== undefined) return word;
  const number = Number(value);
  return value.trim() === "" || !Number.isFinite(number) ? refuse(path, "must be a number") : number;
}

const text = (value: unknown, path: Path): string => (typeof value === "string" ? value : refuse(path, "must be a text"));

const SCALARS: Readonly<Record<Scalar, (value: unknown, path: Path) => unknown>> = {
  string: text,
  bytes: text,
  bool: (value, path) => (typeof value === "boolean" ? value : refuse(path, "must be true or false")),
  double,
  int32: (value, path) => Number(wholeNumber(value, path, SIGNED_32)),
  sint32: (value, path) => Number(wholeNumber(value, path, SIGNED_32)),
  uint32: (value, path) => Number(wholeNumber(value, path, UNSIGNED_32)),
  int64: (value, path) => wholeNumber(value, path, SIGNED_64),
  sfixed64: (value, path) => wholeNumber(value, path, SIGNED_64),
  uint64: (value, path) => wholeNumber(value, path, UNSIGNED_64),
  fixed64: (value, path) => wholeNumber(value, path, UNSIGNED_64),
};

const readOne = ({ type }: FieldShape, value: unknown, path: Path): unknown =>
  isMessageName(type) ? readMessage(type, value, path) : SCALARS[type](value, path);

function readField(shape: FieldShape, value: unknown, path: Path): unknown {
  if (shape.repeated !== true) return readOne(shape, value, path);
  if (!Array.isArray(value)) return refuse(path, "must be a list");
  return value.map((item, index) => readOne(shape, item, [...path, index]));
}

/** Null is as good as nothing, and what is not known is skipped, as the JSON mapping of Protocol Buffers has it. */
function readMessage(name: MessageName, value: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(path, "must be an object");
  const message: Record<string, unknown> = {};
  for (const [field, shape] of Object.entries(shapeOf(name))) {
    const written: unknown = Reflect.get(value, field);
    if (!Object.hasOwn(value, field) || written === null || written === undefined) continue;
    message[field] = readField(shape, written, [...path, field]);
  }
  return message;
}

/** Counts the messages of a body before anything is made of them. What is wrong with one is told when it is read. */
function countMessages(name: MessageName, value: unknown, budget: Budget): void {
  if (typeof value !== "object" || value === null) return;
  budget.takeMessage(name);
  for (const [field, { type, repeated }] of Object.entries(shapeOf(name))) {
    if (!Object.hasOwn(value, field)) continue;
    const written: unknown = Reflect.get(value, field);
    const items: readonly unknown[] = repeated === true && Array.isArray(written) ? written : [written];
    if (isMessageName(type)) for (const item of items) countMessages(type, item, budget);
    else if (repeated === true) budget.takeNumbers(items.length);
  }
}

/** A parsed JSON body as the request it says. Throws `request.invalid` with the field that is wrong, and `request.too-large` for too many. */
export function readJson(body: unknown): MetricsRequest {
  if (body === undefined) return refuse([], "is empty");
  countMessages("Request", body, makeBudget());
  return readMessage("Request", body, []);
}

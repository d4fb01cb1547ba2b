import { type Scalar, type SimulatedDocument, toMillis, valuesOf } from "../document.ts";
import { illegalArgument, parsingError } from "../server-error.ts";
import { isObject, type RunInner } from "./buckets.ts";
import { type Body, type Context, fieldIn } from "./context.ts";

type Key = Scalar | null;

interface KeySource {
  readonly name: string;
  /** Every key that a document has; none when it is left out. */
  keysOf(document: SimulatedDocument): readonly Key[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function dateKeys(body: Body): KeySource["keysOf"] {
  const field = fieldIn(body, "date_histogram");
  const [, amount, unit] = /^(\d+)(s|m|h|d)$/.exec(String(body.fixed_interval)) ?? [];
  const interval = Number(amount) * (UNITS[unit ?? ""] ?? Number.NaN);
  return (document) => valuesOf(document, field).map((value) => Math.floor(toMillis(value) / interval) * interval);
}

function termKeys(body: Body, context: Context): KeySource["keysOf"] {
  const field = fieldIn(body, "terms");
  context.refuseText(field);
  return (document) => {
    const values = [...new Set(valuesOf(document, field))];
    return values.length === 0 && body.missing_bucket === true ? [null] : values;
  };
}

function toKeySource(written: unknown, context: Context): KeySource {
  const [name, source] = (isObject(written) ? Object.entries(written)[0] : undefined) ?? [];
  if (name === undefined || !isObject(source)) throw parsingError("Composite [sources] must have a name");
  if (isObject(source.terms)) return { name, keysOf: termKeys(source.terms, context) };
  if (isObject(source.date_histogram)) return { name, keysOf: dateKeys(source.date_histogram) };
  throw parsingError(`Unknown composite source [${Object.keys(source)[0] ?? ""}]`);
}

const combine = (lists: readonly (readonly Key[])[]): readonly (readonly Key[])[] =>
  lists.reduce<readonly (readonly Key[])[]>((done, keys) => done.flatMap((head) => keys.map((key) => [...head, key])), [[]]);

/** A key that is missing stands in front. */
function compareKeys(left: readonly Key[], right: readonly Key[]): number {
  const place = left.findIndex((one, index) => one !== right[index]);
  if (place === -1) return 0;
  const [one, other] = [left[place] ?? null, right[place] ?? null];
  if (one === null) return -1;
  return other === null || one > other ? 1 : -1;
}

export function runComposite(body: Body, documents: readonly SimulatedDocument[], context: Context, inner: RunInner): Body {
  const sources = (Array.isArray(body.sources) ? body.sources : []).map((one: unknown) => toKeySource(one, context));
  const size = Number(body.size ?? 10);
  if (size > 65_536) throw illegalArgument("Trying to create too many buckets");
  const found = new Map<string, { keys: readonly Key[]; list: SimulatedDocument[] }>();
  for (const document of documents) {
    for (const keys of combine(sources.map(({ keysOf }) => keysOf(document)))) {
      const text = JSON.stringify(keys);
      const entry = found.get(text);
      if (entry === undefined) found.set(text, { keys, list: [document] });
      else entry.list.push(document);
    }
  }
  const after = isObject(body.after) ? body.after : null;
  const start = after === null ? null : sources.map(({ name }) => (after[name] ?? null) as Key);
  const rest = [...found.values()]
    .filter(({ keys }) => start === null || compareKeys(keys, start) > 0)
    .sort((left, right) => compareKeys(left.keys, right.keys))
    .slice(0, size);
  context.addBuckets(rest.length);
  const toKey = (keys: readonly Key[]): Body => Object.fromEntries(sources.map(({ name }, index) => [name, keys[index] ?? null]));
  const last = rest.at(-1);
  return {
    ...(last === undefined ? {} : { after_key: toKey(last.keys) }),
    buckets: rest.map(({ keys, list }) => ({ key: toKey(keys), doc_count: list.length, ...inner(list) })),
  };
}

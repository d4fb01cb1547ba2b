import type { JsonValue } from "@solvent/domain";
import { problem } from "../selectors/indicator-fields.ts";
import { findRegexProblem } from "../selectors/series-match.ts";
import type { Parsed } from "../source.ts";
import { type BodyRule, PROBE_METHODS, type ProbeMethod, type StatusRange } from "./query.ts";

type Path = readonly (string | number)[];
type Written = JsonValue | undefined;

const MAX_URL_LENGTH = 2048;
const MAX_BODY_RULE_LENGTH = 1000;
const DECIMAL = /^(?:\d+(?:\.\d+)?|\.\d+)$/;
const STATUS = /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/;
const TCP_ADDRESS = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;

const USUAL_STATUS: readonly StatusRange[] = [{ from: 200, to: 299 }];

export const found = <T>(value: T): Parsed<T> => ({ ok: true, value });

function isProbeUrl(text: string): boolean {
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text)) return false;
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) && url.username === "" && url.password === "" && url.hash === "";
}

/** The address as a URL spells it. */
export function urlField(written: Written, path: Path): Parsed<string> {
  if (typeof written !== "string" || !isProbeUrl(written.trim()))
    return problem(path, "must be an http or https address without user or fragment, such as https://shop.example/health");
  return found(new URL(written.trim()).href);
}

/** Host and port of `host:port` or `[address]:port`. */
export function tcpField(written: Written, path: Path): Parsed<{ readonly host: string; readonly port: number }> {
  const [, address, name, digits] = TCP_ADDRESS.exec(typeof written === "string" ? written.trim() : "") ?? [];
  const host = address ?? name;
  const port = Number(digits);
  if (host === undefined || !(port >= 1 && port <= 65_535)) return problem(path, "must be host:port, such as db.example:5432");
  return found({ host: host.toLowerCase(), port });
}

export function methodField(written: Written, path: Path): Parsed<ProbeMethod> {
  if (written === undefined) return found("GET");
  const method = PROBE_METHODS.find((one) => one === written);
  return method === undefined ? problem(path, `must be one of ${PROBE_METHODS.join(", ")}`) : found(method);
}

export function flagField(written: Written, path: Path): Parsed<boolean> {
  if (written === undefined || typeof written === "boolean") return found(written ?? false);
  return problem(path, "must be true or false");
}

function toRange(text: string): StatusRange | null {
  const [, from, to] = STATUS.exec(text) ?? [];
  if (from === undefined) return null;
  const range = { from: Number(from), to: Number(to ?? from) };
  return range.from <= range.to ? range : null;
}

/** One status, ranges such as 200-299, or a list of both: in any spelling the same ranges in one order. */
export function statusField(written: Written, path: Path): Parsed<readonly StatusRange[]> {
  if (written === undefined) return found(USUAL_STATUS);
  const parts = Array.isArray(written) ? written : typeof written === "string" ? written.split(",") : [written];
  const ranges = parts.map((part) => (typeof part === "string" || typeof part === "number" ? toRange(String(part)) : null));
  const known = ranges.flatMap((range) => range ?? []);
  if (known.length === 0 || known.length < ranges.length)
    return problem(path, 'must be a status, a range or a list of them, such as "200-299, 301"');
  return found(known.toSorted((a, b) => a.from - b.from || a.to - b.to));
}

/** Text between two slashes is an RE2 pattern, any other a text that must be there as it is. */
export function bodyField(written: Written, path: Path): Parsed<BodyRule | null> {
  if (written === undefined) return found(null);
  if (typeof written !== "string" || written === "" || written.length > MAX_BODY_RULE_LENGTH)
    return problem(path, `must be a text of at most ${MAX_BODY_RULE_LENGTH} characters, or a pattern between slashes`);
  const [, pattern] = /^\/(.+)\/$/s.exec(written) ?? [];
  if (pattern === undefined) return found({ kind: "text", text: written });
  const refused = findRegexProblem(pattern);
  return refused === null ? found({ kind: "pattern", text: pattern }) : problem(path, refused);
}

/** A positive decimal, null where nothing is written. */
export function decimalField(written: Written, path: Path, limit: { readonly most: number; readonly unit: string }): Parsed<number | null> {
  if (written === undefined) return found(null);
  const text = typeof written === "number" ? String(written) : written;
  const value = typeof text === "string" && DECIMAL.test(text) ? Number(text) : 0;
  if (value > 0 && value <= limit.most) return found(value);
  return problem(path, `must be a positive decimal number of ${limit.unit}, at most ${limit.most}`);
}

import type { FastifyInstance } from "fastify";
import { AppError, invalidRequest } from "../errors/app-error.ts";
import { formatFieldPath } from "../errors/field-problems.ts";

const MAX_DEPTH = 32;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);
/** U+0000 and unpaired surrogates: legal in JSON, but no text that a database can keep. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Where a parsed value stands: an own chain instead of a recursion, because the depth is the sender's choice. */
interface Visit {
  readonly value: unknown;
  readonly step: string | number | null;
  readonly parent: Visit | null;
  readonly depth: number;
}

function pathOf(visit: Visit): string {
  const steps: (string | number)[] = [];
  for (let at: Visit | null = visit; at !== null && at.step !== null; at = at.parent) steps.unshift(at.step);
  return formatFieldPath(steps);
}

const problemAt = (visit: Visit, message: string): AppError => invalidRequest([{ path: pathOf(visit), message }]);

function checkText(text: string, visit: Visit): void {
  if (UNSTORABLE.test(text)) throw problemAt(visit, "holds a character that cannot be stored (U+0000 or half of a surrogate pair)");
}

function* childrenOf(visit: Visit): Generator<Visit> {
  const { value } = visit;
  if (typeof value !== "object" || value === null) return;
  if (visit.depth >= MAX_DEPTH) throw problemAt(visit, `is nested deeper than ${MAX_DEPTH} levels`);
  const depth = visit.depth + 1;
  if (Array.isArray(value)) {
    for (const [step, item] of value.entries()) yield { value: item, step, parent: visit, depth };
    return;
  }
  for (const [step, item] of Object.entries(value)) {
    const child = { value: item, step, parent: visit, depth };
    if (FORBIDDEN_KEYS.has(step)) throw problemAt(child, "is not allowed as the name of a field");
    checkText(step, child);
    yield child;
  }
}

function checkTree(root: unknown): void {
  const open: Visit[] = [{ value: root, step: null, parent: null, depth: 0 }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    if (typeof visit.value === "string") checkText(visit.value, visit);
    for (const child of childrenOf(visit)) open.push(child);
  }
}

/** Parses a JSON body; an empty body is `undefined`. Throws AppError for what is not JSON, too deep, or cannot be kept. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new AppError("request.invalid", "The body is not valid JSON in UTF-8", { cause });
  }
  checkTree(body);
  return body;
}

/** The body parser of all routes but those with media types of their own: any other media type is refused with 415. */
export function addJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => parseJsonBody(bytes));
}

import { isObject } from "./aggregations/buckets.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Source } from "./document.ts";
import { illegalArgument, ServerError } from "./server-error.ts";
import type { StoredIndex } from "./store.ts";

type Body = Readonly<Record<string, unknown>>;

const STATUS = { created: 201, updated: 200, deleted: 200, not_found: 404 } as const;
const shards = { total: 1, successful: 1, failed: 0 };

export interface WriteDeps {
  readonly catalogue: Catalogue;
  readonly nextId: () => string;
}

function parseLine(line: string): Body {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw illegalArgument("Malformed action/metadata line, expected START_OBJECT");
}

/** Writes one document and says what became of it. A data stream only takes new ones. */
export function writeDocument(
  { catalogue, nextId }: WriteDeps,
  name: string,
  written: { id?: string; source: Source | null; create: boolean },
): Body {
  const index = catalogue.forWriting(name);
  const id = written.id ?? nextId();
  const mustBeNew = written.create || index.stream !== null;
  if (mustBeNew && index.has(id))
    throw new ServerError(409, "version_conflict_engine_exception", `[${id}]: version conflict, document already exists`);
  const result = index.write(id, written.source);
  return { _index: index.name, _id: id, _version: 1, result, _shards: shards, _seq_no: 0, _primary_term: 1, status: STATUS[result] };
}

function runAction(deps: WriteDeps, action: string, meta: Body, usual: string | null, nextLine: () => string): Body {
  const name = typeof meta._index === "string" ? meta._index : usual;
  if (name === null) throw illegalArgument("index is missing");
  const id = typeof meta._id === "string" ? { id: meta._id } : {};
  if (action === "delete") return writeDocument(deps, name, { ...id, source: null, create: false });
  if (action !== "index" && action !== "create")
    throw illegalArgument(`Malformed action/metadata line, expected field [create], [delete], [index] or [update] but found [${action}]`);
  return writeDocument(deps, name, { ...id, source: parseLine(nextLine()), create: action === "create" });
}

/** `_bulk`: lines of actions and documents. A document that is refused does not stop the others. */
export function runBulk(deps: WriteDeps, text: string, usual: string | null): Body {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const items: Body[] = [];
  for (let place = 0; place < lines.length; place += 1) {
    const [action, meta] = Object.entries(parseLine(lines[place] ?? ""))[0] ?? [];
    if (action === undefined || !isObject(meta)) throw illegalArgument("Malformed action/metadata line");
    const nextLine = (): string => {
      place += 1;
      return lines[place] ?? "";
    };
    try {
      items.push({ [action]: runAction(deps, action, meta, usual, nextLine) });
    } catch (error) {
      if (!(error instanceof ServerError) || error.status !== 409) throw error;
      items.push({
        [action]: { _index: String(meta._index ?? usual), status: error.status, error: { type: error.type, reason: error.message } },
      });
    }
  }
  const errors = items.some((item) => Object.values(item).some((one) => isObject(one) && one.error !== undefined));
  return { took: 1, errors, items };
}

export const refreshAll = (indices: readonly StoredIndex[]): void => {
  for (const index of indices) index.refresh();
};

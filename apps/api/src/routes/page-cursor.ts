import { invalidRequest } from "../errors/app-error.ts";
import type { Page, PageRequest } from "../usecases/page.ts";

const PREFIX = "after:";

/** A cursor is opaque to clients: the key of the last item in base64url. Throws `request.invalid` for any other text. */
export function toPageRequest(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  isKey: RegExp,
): PageRequest {
  if (cursor === undefined) return { limit, after: null };
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const key = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
  if (key !== null && isKey.test(key)) return { limit, after: key };
  throw invalidRequest([{ path: "cursor", message: "is not a cursor of this list: use nextCursor of the page before" }]);
}

export const toPageResponse = <T, R>({ items, next }: Page<T>, toItem: (item: T) => R): { items: R[]; nextCursor: string | null } => ({
  items: items.map(toItem),
  nextCursor: next === null ? null : Buffer.from(`${PREFIX}${next}`, "utf8").toString("base64url"),
});

/** Keys of lists that are sorted by name. */
export const NAME_KEY = /^[a-z0-9-]{1,63}$/;

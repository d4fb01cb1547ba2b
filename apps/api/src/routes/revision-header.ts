import { AppError, invalidRequest } from "../errors/app-error.ts";

/** The revision of an If-Match header; throws `revision.required` without one. */
export function parseIfMatch(header: string | undefined): number {
  if (header === undefined) {
    throw new AppError("revision.required", 'Send the revision that you have read as If-Match, e.g. If-Match: "3"');
  }
  const revision = /^"([1-9]\d{0,8})"$/.exec(header.trim())?.[1];
  if (revision === undefined) throw invalidRequest([{ path: "If-Match", message: 'must be one revision in double quotes, e.g. "3"' }]);
  return Number(revision);
}

/** The ETag of a response that carries a revision, else null. */
export const findEtag = (response: unknown): string | null =>
  typeof response === "object" && response !== null && "revision" in response && typeof response.revision === "number"
    ? `"${response.revision}"`
    : null;

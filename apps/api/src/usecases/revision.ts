import { AppError, invalidRequest } from "../errors/app-error.ts";

/** Refuses a change that was made to another revision than the stored one. */
export function checkRevision(what: string, stored: number, expected: number): void {
  if (stored === expected) return;
  throw new AppError(
    "revision.conflict",
    `${what} is at revision ${stored} by now, the change was made to revision ${expected}. Read it again`,
  );
}

/** Names are how definitions, texts and links refer to a thing. */
export function checkSameName(stored: string, given: string): void {
  if (stored === given) return;
  throw invalidRequest([{ path: "name", message: `must stay "${stored}": a name cannot be changed, because texts and links refer to it` }]);
}

import { findDatabaseCode } from "./definitions/prisma.ts";

/** Classes 08 and 57P and 53: connection exceptions, shutting down or starting up, out of resources. Prisma: cannot connect, timed out, pool empty. */
const UNAVAILABLE =
  /^(?:08...|57P0.|53...|P1001|P1002|P1008|P1017|P2024|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN)$/;
/** pg tells these by words only. */
const UNAVAILABLE_WORDS = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error means that the database cannot be used at present, not that a query was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE_WORDS.test(error.message)) return true;
  const code = findDatabaseCode(error) ?? ("code" in error ? error.code : undefined);
  return typeof code === "string" && UNAVAILABLE.test(code);
}

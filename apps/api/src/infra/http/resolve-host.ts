import { lookup } from "node:dns/promises";
import type { ResolveHost } from "./checked-lookup.ts";

/** Asks the operating system, as every other program on this machine does. */
export const resolveHost: ResolveHost = (host) => lookup(host, { all: true, verbatim: true });

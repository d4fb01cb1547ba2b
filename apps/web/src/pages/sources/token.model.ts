import type { SourceToken } from "@solvent/api-contract";
import { formatMoment, isoMinuteOfMs, msOfIso } from "../../lib/time.ts";
import type { View } from "./sources.model.ts";

const MINUTE_MS = 60_000;

/** What is known of a token after it was made, besides its end. */
export function tokenText({ issuedAt, lastUsedAt }: SourceToken, { nowMs, zone }: View): string {
  const moment = (iso: string) => formatMoment(msOfIso(iso), nowMs, zone);
  const used = lastUsedAt === null ? "not used yet" : `last used ${moment(lastUsedAt)}`;
  return `made ${moment(issuedAt)}, ${used}`;
}

/** A line for a shell that sends the last whole minute of a stream named "checkout". */
export function curlLine(token: string, { origin, nowMs }: { readonly origin: string; readonly nowMs: number }): string {
  const minute = isoMinuteOfMs(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS);
  const body = JSON.stringify({ minutes: [{ minute, good: 998, total: 1000 }] });
  return [
    `curl ${origin}/api/v1/streams/checkout/minutes`,
    `-H 'authorization: Bearer ${token}'`,
    "-H 'content-type: application/json'",
    `-d '${body}'`,
  ].join(" \\\n  ");
}

import type { Minute, MinuteBlock } from "@solvent/domain";
import { succeeded } from "../failure.ts";
import type { GroupLabels, Outcome, PushedMinute, QueryProbe, ReadValue } from "../source.ts";
import type { AskInbox } from "./ask-inbox.ts";

export interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

const SECONDS_PER_MINUTE = 60;

/** What was sent of [from, to); null: nothing was ever sent under the name. What was not sent is missing, never zero. */
function toBlock(sent: readonly PushedMinute[] | null, { from, to }: Span): MinuteBlock {
  const length = to - from;
  const good = new Array<number>(length).fill(0);
  const total = new Array<number>(length).fill(0);
  const missing: MinuteBlock["missing"][number][] = new Array(length).fill(sent === null ? "no-series" : "no-sample");
  for (const one of sent ?? []) {
    const index = one.minute - from;
    good[index] = one.good;
    total[index] = one.total;
    missing[index] = null;
  }
  return { from, good, total, missing };
}

export async function readMinutes(ask: AskInbox, name: string, span: Span, signal: AbortSignal): Promise<Outcome<ReadValue>> {
  const sent = await ask((inbox, within) => inbox.minutes(name, span, within), signal);
  return sent.ok ? succeeded({ block: toBlock(sent.value, span), clampedMinutes: 0 }) : sent;
}

/** Whether anything was ever sent under the name: the minutes of an empty stretch tell that as well. */
const isKnown = async (ask: AskInbox, name: string, signal: AbortSignal): Promise<Outcome<boolean>> => {
  const sent = await ask((inbox, within) => inbox.minutes(name, { from: 0, to: 0 }, within), signal);
  return sent.ok ? succeeded(sent.value !== null) : sent;
};

export async function probeMinutes(ask: AskInbox, name: string, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const known = await isKnown(ask, name, signal);
  if (!known.ok) return known;
  return succeeded({
    seriesFound: known.value ? 1 : 0,
    strategy: "raw",
    exactness: "exact",
    scrapeIntervalSeconds: SECONDS_PER_MINUTE,
    warnings: known.value ? [] : [`nothing was sent under the name ${name} yet`],
  });
}

/** Minutes have no labels: whatever they are grouped by, they are one group in which every label is empty. */
export async function groupMinutes(
  ask: AskInbox,
  name: string,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<readonly GroupLabels[]>> {
  const known = await isKnown(ask, name, signal);
  if (!known.ok) return known;
  return succeeded(known.value ? [Object.fromEntries(labels.map((label) => [label, ""]))] : []);
}

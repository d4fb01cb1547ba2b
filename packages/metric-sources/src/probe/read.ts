import {
  COUNT_SCALE,
  judgeMinutes,
  type Minute,
  type MinuteBlock,
  type MinuteValue,
  type MissingReason,
  measuredNumber,
  type Threshold,
} from "@solvent/domain";
import { succeeded } from "../failure.ts";
import type { Outcome, ReadRequest, ReadValue } from "../source.ts";
import type { Assay } from "./followed.ts";
import type { Prober } from "./prober.ts";
import type { ProbeQuery } from "./query.ts";
import type { MinuteNote } from "./tally.ts";

type Notes = readonly MinuteNote[];

const reasonOf = (note: MinuteNote): MissingReason | null => (typeof note === "string" ? note : null);

const countEvents = (from: Minute, notes: Notes): MinuteBlock => ({
  from,
  good: notes.map((note) => (typeof note === "string" ? 0 : note.good * COUNT_SCALE)),
  total: notes.map((note) => (typeof note === "string" ? 0 : note.total * COUNT_SCALE)),
  missing: notes.map(reasonOf),
});

function toMinuteValue(note: MinuteNote): MinuteValue {
  if (typeof note === "string") return { missing: note };
  const measured = measuredNumber(note.value);
  return measured === null ? { missing: "no-sample" } : { measured };
}

const compareValues = (threshold: Threshold, from: Minute, notes: Notes): MinuteBlock =>
  judgeMinutes(threshold, from, notes.map(toMinuteValue));

function toBlock({ probe }: ProbeQuery, from: Minute, notes: Notes): MinuteBlock {
  return probe.kind === "events" ? countEvents(from, notes) : compareValues(probe.threshold, from, notes);
}

const notesOf = (assay: Assay | null, { from, to }: ReadRequest): Notes =>
  Array.from({ length: to - from }, (_, index) => assay?.tally.at(from + index) ?? "not-read");

/**
 * Fails as a whole when not one minute is known and Solvent cannot probe the address at present: then the failure says more than the
 * reasons of the minutes.
 */
function orFailure(value: ReadValue, assay: Assay): Outcome<ReadValue> {
  const finding = assay.latest()?.finding;
  const unknown = value.block.missing.every((reason) => reason !== null);
  return unknown && finding?.kind === "none" ? { ok: false, failure: finding.failure } : succeeded(value);
}

/** There is no past to ask for: what is not in memory was never probed. */
function withoutHistory({ block, clampedMinutes }: ReadValue): ReadValue {
  return { block: { ...block, missing: block.missing.map((reason) => (reason === "not-read" ? "no-sample" : reason)) }, clampedMinutes };
}

/** Minutes [from, to) of one query from memory. A live read keeps its probes going. */
export function readQuery(prober: Prober, query: ProbeQuery, request: ReadRequest): Outcome<ReadValue> {
  const read = (assay: Assay | null): ReadValue => ({
    block: toBlock(query, request.from, notesOf(assay, request)),
    clampedMinutes: 0,
  });
  if (request.purpose !== "live") {
    const value = read(prober.find(query));
    // A refill may follow probes of another process, which this one knows nothing of.
    return succeeded(request.purpose === "backfill" ? withoutHistory(value) : value);
  }
  const assay = prober.follow(query, request);
  return assay.ok ? orFailure(read(assay.value), assay.value) : assay;
}

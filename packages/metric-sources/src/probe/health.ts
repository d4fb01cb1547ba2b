import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { Assay } from "./followed.ts";

const MAX_NOTES = 5;
const MAX_NOTE_CHARACTERS = 300;

/** The first query of each address, in order. */
const perAddress = (assays: readonly Assay[]): readonly Assay[] =>
  [...new Map(assays.toReversed().map((one) => [one.address, one])).values()].reverse();

const blockedWords = ({ address, latest }: Assay): string[] => {
  const finding = latest()?.finding;
  return finding?.kind === "none" ? [`${address} is not probed: ${finding.failure.message}`] : [];
};

const failingWords = ({ address, latest }: Assay): string[] => {
  const finding = latest()?.finding;
  return finding?.kind === "event" && !finding.good ? [`${address}: ${finding.words}`] : [];
};

const addressesText = (count: number): string => (count === 1 ? "1 address is probed" : `${count} addresses are probed`);

export interface HealthInput {
  readonly active: readonly Assay[];
  readonly intervalSeconds: number;
  readonly latencyMs: number;
  /** Things to know about the connection itself. */
  readonly remarks: readonly string[];
}

/** Well as long as Solvent can probe one address. That an address answers badly is data, not a trouble of the source. */
export function toHealth({ active, intervalSeconds, latencyMs, remarks }: HealthInput): Outcome<SourceHealth> {
  const addresses = perAddress(active);
  const blocked = addresses.flatMap(blockedWords);
  const failing = active.flatMap(failingWords);
  const first = addresses[0]?.latest()?.finding;
  if (blocked.length === addresses.length && first?.kind === "none") return { ok: false, failure: first.failure };
  const allowed = addresses.length === 0 || blocked.length > 0 ? [] : ["the network policy allows all of them"];
  return succeeded({
    version: `HTTP and TCP, every ${intervalSeconds} s`,
    latencyMs,
    clockSkewMs: null,
    notes: [
      [`${addressesText(addresses.length)} at present`, ...allowed].join("; "),
      ...remarks,
      ...[...blocked, ...failing].slice(0, MAX_NOTES).map((words) => words.slice(0, MAX_NOTE_CHARACTERS)),
    ],
  });
}

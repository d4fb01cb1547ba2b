import type { TermsDefinition } from "@solvent/domain";
import type { AppliedAdjustment, AppliedAdjustments } from "../../src/usecases/adjustment/applied-adjustments.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../../src/usecases/status/objective-directory.ts";
import { makeStatusBoard, type StatusBoard } from "../../src/usecases/status/status-board.ts";
import { type MemoryStream, memoryMinutes } from "./memory-minutes.ts";

/** A whole hour, far from anything special. */
export const START = 29_600_040;
const MINUTE_MS = 60_000;

/** 99 % of events over a week. */
export const termsOf = (terms: Partial<TermsDefinition> = {}): TermsDefinition => ({
  targetPercent: "99",
  window: { kind: "rolling", minutes: 7 * 1440 },
  method: "occurrences",
  slices: null,
  sloStart: null,
  ...terms,
});

export const rolling = (minutes: number): Pick<TermsDefinition, "window"> => ({ window: { kind: "rolling", minutes } });

const PLAIN: Omit<DirectoryEntry, "targetPercent" | "terms"> = {
  id: "00000000-0000-4000-8000-000000000001",
  revision: 1,
  name: "checkout",
  archivedAtMs: null,
  displayName: "Checkout availability",
  service: "shop",
  team: "payments",
  source: "prom",
  sourceKind: "prometheus",
  sourceTrouble: null,
  group: null,
  groupLabels: null,
  policies: [],
  labels: {},
  streamId: 1,
  firstMinute: START,
  watermark: START + 7 * 1440,
  slicesStream: null,
  generatedUntil: null,
  mutedUntilMs: null,
  backfill: null,
  firing: [],
  openGapReason: null,
  isAdjusted: true,
};

/** An objective of one stream that covers a week; `terms` are those of `termsOf` where nothing else is said. */
export function entryOf({
  terms = {},
  ...entry
}: Partial<Omit<DirectoryEntry, "terms" | "targetPercent">> & { terms?: Partial<TermsDefinition> } = {}): DirectoryEntry {
  const whole = termsOf(terms);
  return { ...PLAIN, targetPercent: whole.targetPercent, terms: whole, ...entry };
}

/** What applies to the objective with this id. */
export const adjusting = (objectiveId: string, adjustments: readonly Partial<AppliedAdjustment>[]): AppliedAdjustments => ({
  within: async ({ start, end }) => {
    const plain = {
      id: "1",
      version: 1,
      category: "maintenance",
      reason: "planned",
      author: "local",
      mode: "exclude",
      from: 0,
      to: 0,
    } as const;
    const found = adjustments.map((one): AppliedAdjustment => ({ ...plain, ...one })).filter(({ from, to }) => from < end && start < to);
    return new Map(found.length === 0 ? [] : [[objectiveId, found]]);
  },
});

export const NOTHING_ADJUSTED: AppliedAdjustments = { within: async () => new Map() };

/** `minutes` minutes of 100 events, good but for `bad` of them. */
export const steady = (minutes: number, bad = 0): (readonly [number, number])[] =>
  Array.from({ length: minutes }, () => [(100 - bad) * 1000, 100_000] as const);

export interface FakeBoard {
  readonly board: StatusBoard;
  readonly directory: ObjectiveDirectory;
  /** How often all entries were asked for. */
  readings(): number;
  /** Something was written by the jobs. */
  touch(): void;
  /** Somebody changed a definition. */
  define(): void;
  setNowMinute(minute: number): void;
  readonly now: () => number;
}

/** The real board over entries and minutes in memory. The clock stands one minute after the first watermark. */
export function fakeBoard(
  entries: readonly DirectoryEntry[],
  streams: readonly MemoryStream[],
  adjustments: AppliedAdjustments = NOTHING_ADJUSTED,
): FakeBoard {
  let [readings, version, definitions] = [0, 0, 0];
  let nowMinute = (entries[0]?.watermark ?? START) + 1;
  const directory: ObjectiveDirectory = {
    fingerprint: async () => ({ definitions: String(definitions), figures: String(version) }),
    entries: async () => {
      readings += 1;
      return entries;
    },
    findEntry: async (name) => entries.find((entry) => entry.name === name) ?? null,
  };
  const now = () => nowMinute * MINUTE_MS;
  return {
    board: makeStatusBoard({ directory, minutes: memoryMinutes(streams), adjustments, now }),
    directory,
    readings: () => readings,
    touch: () => {
      version += 1;
    },
    define: () => {
      definitions += 1;
    },
    setNowMinute: (minute) => {
      nowMinute = minute;
    },
    now,
  };
}

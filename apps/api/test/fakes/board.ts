import type { DirectoryEntry, ObjectiveDirectory } from "../../src/usecases/status/objective-directory.ts";
import { makeStatusBoard, type StatusBoard } from "../../src/usecases/status/status-board.ts";
import { type MemoryStream, memoryMinutes } from "./memory-minutes.ts";

/** A whole hour, far from anything special. */
export const START = 29_600_040;
const MINUTE_MS = 60_000;

export const entryOf = (entry: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  id: "00000000-0000-4000-8000-000000000001",
  revision: 1,
  name: "checkout",
  displayName: "Checkout availability",
  service: "shop",
  team: "payments",
  source: "prom",
  sourceKind: "prometheus",
  sourceTrouble: null,
  targetPercent: "99",
  windowMinutes: 7 * 1440,
  labels: {},
  streamId: 1,
  firstMinute: START,
  watermark: START + 7 * 1440,
  generatedUntil: null,
  mutedUntilMs: null,
  backfill: null,
  firing: [],
  openGapReason: null,
  ...entry,
});

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
export function fakeBoard(entries: readonly DirectoryEntry[], streams: readonly MemoryStream[]): FakeBoard {
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
    board: makeStatusBoard({ directory, minutes: memoryMinutes(streams), now }),
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

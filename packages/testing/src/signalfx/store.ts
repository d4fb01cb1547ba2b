import type { MtsType, Point, SimulatedMts, StoredMts } from "./model.ts";

/** A point that somebody sent. */
export interface IngestedPoint extends Point {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly type: MtsType;
}

export interface MtsStore {
  all(): readonly StoredMts[];
  /** Those that have this value of a dimension. */
  having(dimension: string, value: string): readonly StoredMts[];
  ingest(point: IngestedPoint): void;
  /** Hides points of [fromMs, toMs) of series that are chosen, as if they were still on their way; the function lets them arrive. */
  holdBack(span: { readonly fromMs: number; readonly toMs: number }, choose: (mts: StoredMts, atMs: number) => boolean): () => void;
}

type Held = (mts: StoredMts, atMs: number) => boolean;

function generatedPoints({ stepSeconds, valueAt }: SimulatedMts, fromMs: number, toMs: number): Point[] {
  const stepMs = stepSeconds * 1000;
  const points: Point[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs < toMs; atMs += stepMs) {
    const value = valueAt(atMs);
    if (value !== null) points.push({ atMs, value });
  }
  return points;
}

export function makeMtsStore(simulated: readonly SimulatedMts[]): MtsStore {
  const held = new Set<Held>();
  const ingested = new Map<string, { readonly mts: StoredMts; readonly points: Map<number, number> }>();

  const arrived = (mts: StoredMts, points: readonly Point[]): readonly Point[] =>
    held.size === 0 ? points : points.filter(({ atMs }) => ![...held].some((isHeld) => isHeld(mts, atMs)));

  const all: StoredMts[] = [];
  const byPair = new Map<string, StoredMts[]>();
  const pairKey = (dimension: string, value: string): string => JSON.stringify([dimension, value]);

  function add(mts: StoredMts): void {
    all.push(mts);
    for (const [dimension, value] of Object.entries(mts.dimensions)) {
      const key = pairKey(dimension, value);
      const having = byPair.get(key);
      if (having === undefined) byPair.set(key, [mts]);
      else having.push(mts);
    }
  }

  for (const one of simulated) {
    const mts: StoredMts = {
      metric: one.metric,
      dimensions: one.dimensions,
      type: one.type,
      points: (fromMs, toMs) => arrived(mts, generatedPoints(one, fromMs, toMs)),
    };
    add(mts);
  }

  function sentSeries({ metric, dimensions, type }: IngestedPoint): { readonly mts: StoredMts; readonly points: Map<number, number> } {
    const key = JSON.stringify([type, metric, Object.entries(dimensions).sort()]);
    const known = ingested.get(key);
    if (known !== undefined) return known;
    const points = new Map<number, number>();
    const mts: StoredMts = {
      metric,
      dimensions,
      type,
      points(fromMs, toMs) {
        const within = [...points].filter(([atMs]) => atMs >= fromMs && atMs < toMs).sort(([a], [b]) => a - b);
        return arrived(
          mts,
          within.map(([atMs, value]) => ({ atMs, value })),
        );
      },
    };
    const made = { mts, points };
    ingested.set(key, made);
    add(mts);
    return made;
  }

  return {
    all: () => all,
    having: (dimension, value) => byPair.get(pairKey(dimension, value)) ?? [],
    ingest(point) {
      const { points } = sentSeries(point);
      const before = point.type === "COUNTER" ? (points.get(point.atMs) ?? 0) : 0;
      points.set(point.atMs, before + point.value);
    },
    holdBack({ fromMs, toMs }, choose) {
      const isHeld: Held = (mts, atMs) => atMs >= fromMs && atMs < toMs && choose(mts, atMs);
      held.add(isHeld);
      return () => void held.delete(isHeld);
    },
  };
}

import type { CountedMinutes, HotRules, Minute } from "../../src/index.ts";

/** What happened in one slice, or one minute, wholly inside the interval. */
interface NaiveSlice {
  readonly from: Minute;
  readonly to: Minute;
  readonly bad: bigint;
  readonly mass: bigint;
}

/** Slice by slice from the epoch on, each read minute by minute. */
export function slicesNaively({ start, good, total }: CountedMinutes, length: number): NaiveSlice[] {
  const slices: NaiveSlice[] = [];
  for (let from = start; from + length <= start + good.length; from++) {
    if (from % length !== 0) continue;
    let [bad, mass] = [0n, 0n];
    for (let minute = from; minute < from + length; minute++) {
      const [ok, all] = [BigInt(good[minute - start] ?? 0), BigInt(total[minute - start] ?? 0)];
      bad += all - ok;
      mass += all;
    }
    slices.push({ from, to: from + length, bad, mass });
  }
  return slices;
}

export interface NaiveGroup {
  readonly from: Minute;
  readonly to: Minute;
  readonly bad: bigint;
  readonly mass: bigint;
}

/** Groups by the definition: hot slices are in one group when no more than the gap lies between neighbours. */
export function groupsNaively(minutes: CountedMinutes, rules: HotRules): NaiveGroup[] {
  const slices = slicesNaively(minutes, rules.sliceMinutes);
  const { budgetRatio: b, hotFactor: f } = rules;
  const hot = slices.filter(({ bad, mass }) => bad > 0n && bad * b.den * f.den >= f.num * b.num * mass);
  const spans: { from: Minute; to: Minute }[] = [];
  for (const { from, to } of hot) {
    const previous = spans.pop();
    if (previous !== undefined && from - previous.to <= rules.gapMinutes) spans.push({ from: previous.from, to });
    else spans.push(...(previous === undefined ? [] : [previous]), { from, to });
  }
  return spans.map(({ from, to }) => {
    const inside = slices.filter((slice) => slice.from >= from && slice.to <= to);
    const sum = (key: "bad" | "mass") => inside.reduce((all, slice) => all + slice[key], 0n);
    return { from, to, bad: sum("bad"), mass: sum("mass") };
  });
}

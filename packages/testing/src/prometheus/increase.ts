import type { Sample } from "./world.ts";

/** What a counter grew by between samples, each fall counting as a restart at zero. */
function grownBy(samples: readonly Sample[]): number {
  let grown = 0;
  for (const [index, { value }] of samples.entries()) {
    const before = samples[index - 1]?.value;
    if (before !== undefined) grown += value < before ? value : value - before;
  }
  return grown;
}

/** `increase` of (start, end] as documented: from the first to the last sample of the range, drawn out to its ends. Null without two samples. */
export function extrapolatedIncrease(
  samples: readonly Sample[],
  window: { readonly startMs: number; readonly endMs: number },
): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < 2) return null;
  const grown = grownBy(samples);
  const sampled = (last.timeMs - first.timeMs) / 1000;
  const spacing = sampled / (samples.length - 1);
  const reach = (gap: number): number => (gap < spacing * 1.1 ? gap : spacing / 2);
  const toZero = grown > 0 && first.value >= 0 ? sampled * (first.value / grown) : Number.POSITIVE_INFINITY;
  const before = Math.min(reach((first.timeMs - window.startMs) / 1000), toZero);
  const after = reach((window.endMs - last.timeMs) / 1000);
  return (grown * (sampled + before + after)) / sampled;
}

/** `increase` of an anchored range: from the newest sample at or before the start, nothing drawn out. Null without a sample in the range. */
export function anchoredIncrease(samples: readonly Sample[], startMs: number): number | null {
  const before = samples.filter(({ timeMs }) => timeMs <= startMs).at(-1);
  const within = samples.filter(({ timeMs }) => timeMs > startMs);
  if (within.length === 0) return null;
  return grownBy(before === undefined ? within : [before, ...within]);
}

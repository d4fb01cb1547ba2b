const MAX_DISTANCE = 2;

/** Edits (insert, delete, replace, swap of neighbours) between two short words: optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The candidate that `word` is most likely a slip of, or null. Case does not count; at most 2 edits, fewer for short words. */
export function findSuggestion(word: string, candidates: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const near = candidates
    .filter((candidate) => Math.abs(candidate.length - word.length) <= MAX_DISTANCE)
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.min(MAX_DISTANCE, Math.floor(candidate.length / 3)));
  near.sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate ?? null;
}

/** `, did you mean "spec"?` or "". */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const suggestion = findSuggestion(word, candidates);
  return suggestion === null ? "" : `, did you mean "${suggestion}"?`;
}

const MAX_QUOTED = 60;

/** A word of the text, quoted and cut to a length that fits into a message. */
export const quoted = (word: string): string => JSON.stringify(word.length > MAX_QUOTED ? `${word.slice(0, MAX_QUOTED)}…` : word);

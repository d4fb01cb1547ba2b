const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "+infinity": Number.POSITIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/** A value of a sample as both formats write it: what Go's ParseFloat takes, without hexadecimal and underscores. Null for anything else. */
export function parseNumber(text: string): number | null {
  if (!DECIMAL.test(text)) return SPECIAL[text.toLowerCase()] ?? null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A whole number of milliseconds that a double holds exactly, or null. */
export function parseMilliseconds(text: string): number | null {
  if (!/^[+-]?\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Lengths of time as they are typed: "1h", "30 min", "3d". */
const MINUTES = { m: 1, min: 1, h: 60, d: 1440 } as const;

/** In minutes; null where it is no length. */
export function parseLength(text: string): number | null {
  const [, amount, unit] = /^(\d{1,6})\s*(m|min|h|d)$/.exec(text.trim().toLowerCase()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const minutes = Number(amount) * MINUTES[unit as keyof typeof MINUTES];
  return minutes >= 1 ? minutes : null;
}

/** As short as it is exact: 3d, 6h, 5m. */
export const lengthText = (minutes: number): string =>
  minutes % 1440 === 0 ? `${minutes / 1440}d` : minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;

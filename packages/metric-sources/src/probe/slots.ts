/** How the probes of a source are spread over time. */
export interface Slots {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

/**
 * When within the interval an address is probed. It lies so that the probe ends in the same interval even if it takes the whole time-out:
 * each interval has one event, however long the answers take.
 */
export const offsetMs = (address: string, { intervalMs, timeoutMs }: Slots): number => hash(address) % Math.max(1, intervalMs - timeoutMs);

/** The next slot of an address that is later than this instant. Intervals are counted from the epoch, the same for every process. */
export function nextSlotMs(afterMs: number, address: string, slots: Slots): number {
  const offset = offsetMs(address, slots);
  return (Math.floor((afterMs - offset) / slots.intervalMs) + 1) * slots.intervalMs + offset;
}

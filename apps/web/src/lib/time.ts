/** Formatting of instants. A zone is an IANA name; instants are milliseconds since the epoch. Language is English, clock is 24 h. */
const LOCALE = "en-GB";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone, hourCycle: "h23" });
  formatters.set(key, made);
  return made;
}

const partsOf = (ms: number, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    formatter(zone, options)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );

export const msOfIso = (iso: string): number => Date.parse(iso);
export const isoMinuteOfMs = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/** 19:12 */
export const formatClock = (ms: number, zone: string): string => formatter(zone, { hour: "2-digit", minute: "2-digit" }).format(ms);

/** 27 Nov */
export function formatDay(ms: number, zone: string): string {
  const { day, month } = partsOf(ms, zone, { day: "numeric", month: "short" });
  return `${day} ${month}`;
}

/** 3 Nov 2026: where it may be of another year. */
export function formatDate(ms: number, zone: string): string {
  return `${formatDay(ms, zone)} ${partsOf(ms, zone, { year: "numeric" }).year}`;
}

/** Fri 27 Nov */
export const formatWeekday = (ms: number, zone: string): string =>
  `${formatter(zone, { weekday: "short" }).format(ms)} ${formatDay(ms, zone)}`;

/** Fri 27 Nov 01:52 */
export const formatInstant = (ms: number, zone: string): string => `${formatWeekday(ms, zone)} ${formatClock(ms, zone)}`;

/** The clock within the last 24 h, else the day. */
export const formatSince = (ms: number, nowMs: number, zone: string): string =>
  nowMs - ms < DAY_MS ? formatClock(ms, zone) : formatDay(ms, zone);

const WEEKDAY_IS_CLEAR_MS = 6 * DAY_MS;

/** An instant before or after now, as short as it is clear: 19:12 within a day, Fri 19:12 within six, else 13 Nov 19:12. */
export function formatMoment(ms: number, nowMs: number, zone: string): string {
  const clock = formatClock(ms, zone);
  const away = Math.abs(nowMs - ms);
  if (away < DAY_MS) return clock;
  return `${away < WEEKDAY_IS_CLEAR_MS ? formatter(zone, { weekday: "short" }).format(ms) : formatDay(ms, zone)} ${clock}`;
}

/** The instant at which a clock in the zone shows that hour on the day after the given instant's. */
export function tomorrowAt(hour: number, nowMs: number, zone: string): number {
  const localMidnight = Math.floor((nowMs + zoneOffsetMs(nowMs, zone)) / DAY_MS) * DAY_MS;
  const local = localMidnight + DAY_MS + hour * HOUR_MS;
  return local - zoneOffsetMs(local - zoneOffsetMs(local, zone), zone);
}

/** 12 s, 4 min, 3 h, 2 d: how long ago, rounded down. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs);
  if (age < MINUTE_MS) return `${Math.floor(age / 1000)}\u202fs`;
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)}\u202fmin`;
  if (age < 2 * DAY_MS) return `${Math.floor(age / HOUR_MS)}\u202fh`;
  return `${Math.floor(age / DAY_MS)}\u202fd`;
}

/** Short name of the zone at that instant, e.g. CET. */
export const formatZone = (ms: number, zone: string): string => partsOf(ms, zone, { timeZoneName: "short" }).timeZoneName ?? zone;

/** Local time minus UTC. */
export function zoneOffsetMs(ms: number, zone: string): number {
  const p = partsOf(ms, zone, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  const local = Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}Z`);
  return local - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

/** What a clock in the zone shows, as a field for local time takes it: 2026-11-24T19:12. */
export const localTimeOf = (ms: number, zone: string): string => isoMinuteOfMs(ms + zoneOffsetMs(ms, zone)).slice(0, 16);

/** The instant of a local time; null where it is no time, or one that the zone's clocks skip. A time that comes twice is its first. */
export function instantOfLocal(text: string, zone: string): number | null {
  const local = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(local)) return null;
  const candidates = [-DAY_MS, DAY_MS].map((away) => local - zoneOffsetMs(local + away, zone)).sort((a, b) => a - b);
  return candidates.find((ms) => localTimeOf(ms, zone) === text) ?? null;
}

const TICK_STEPS_MS = [10, 15, 30, 60, 180, 360, 720, 1440, 2880, 5760, 10_080, 20_160, 43_200].map((minutes) => minutes * MINUTE_MS);

export interface TimeTick {
  readonly ms: number;
  readonly label: string;
}

/** At most `maxTicks` ticks on round local times in [from, to]; labels are clocks below a step of a day, else days. */
export function timeTicks(range: { fromMs: number; toMs: number }, zone: string, maxTicks: number): TimeTick[] {
  const { fromMs, toMs } = range;
  const step = TICK_STEPS_MS.find((s) => (toMs - fromMs) / s <= maxTicks) ?? DAY_MS * 60;
  const ticks: TimeTick[] = [];
  // Walks local time, so that ticks stay on local midnights and hours when the offset changes in between.
  const localFrom = fromMs + zoneOffsetMs(fromMs, zone);
  for (let local = Math.ceil(localFrom / step) * step; ; local += step) {
    const ms = local - zoneOffsetMs(local - zoneOffsetMs(local, zone), zone);
    if (ms > toMs) return ticks;
    if (ms >= fromMs) ticks.push({ ms, label: step < DAY_MS ? formatClock(ms, zone) : formatDay(ms, zone) });
  }
}

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

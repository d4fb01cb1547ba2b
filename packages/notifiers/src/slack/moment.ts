import { MINUTE_MS, type Minute } from "@solvent/domain";
import { type Markup, markup } from "./markup.ts";

/** `full` with the day, `time` alone where the day is clear from what stands beside it. */
type Form = "full" | "time";

const TOKENS: Readonly<Record<Form, string>> = { full: "{date_short_pretty} {time}", time: "{time}" };
const FIELDS: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  full: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
  time: { hour: "2-digit", minute: "2-digit" },
};
const LAST_MS = Date.UTC(9999, 11, 31);

/** `Fri 27 Nov 18:38 UTC` or `18:38`, by the clock of a time zone. */
function wallClock(ms: number, timeZone: string, form: Form): string {
  const format = new Intl.DateTimeFormat("en-US", { ...FIELDS[form], hourCycle: "h23", timeZone });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const clock = `${parts.get("hour")}:${parts.get("minute")}`;
  const words = [parts.get("weekday"), parts.get("day"), parts.get("month"), clock, parts.get("timeZoneName")];
  return words.filter((word) => word !== undefined).join(" ");
}

/** Points in time as every reader sees them by their own clock; whatever does not know Slack's token shows the zone of the target. */
export interface Moments {
  ofMs(ms: number, form?: Form): Markup;
  of(minute: Minute, form?: Form): Markup;
  /** `Fri 27 Nov 18:38 UTC to 19:36`; the day of the end only where it is not clear. */
  spanOfMs(fromMs: number, toMs: number): Markup;
}

/** An end that is so close is on the same day, or at night after it. */
const CLOSE_MS = 12 * 3_600_000;

export function makeMoments(timeZone: string): Moments {
  const ofMs = (ms: number, form: Form = "full"): Markup => {
    if (!(ms >= 0 && ms <= LAST_MS)) return { mrkdwn: "an unknown time" };
    return { mrkdwn: `<!date^${Math.floor(ms / 1000)}^${TOKENS[form]}|${wallClock(ms, timeZone, form)}>` };
  };
  return {
    ofMs,
    of: (minute, form) => ofMs(minute * MINUTE_MS, form),
    spanOfMs: (fromMs, toMs) => markup`${ofMs(fromMs)} to ${ofMs(toMs, toMs - fromMs < CLOSE_MS ? "time" : "full")}`,
  };
}

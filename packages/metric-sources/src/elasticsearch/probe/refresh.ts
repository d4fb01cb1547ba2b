import { succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { SearchApi } from "../api.ts";
import { ANY_INDEX, indexPath } from "../paths.ts";
import { isRecord } from "../search-answer.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const SETTING = "index.refresh_interval";

/** Seconds between refreshes; null when the index is never refreshed by itself, undefined for what is not understood. */
function parseInterval(text: string): number | null | undefined {
  if (/^-1/.test(text)) return null;
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ""];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

const settingOf = (index: unknown): string | null => {
  const settings = isRecord(index) && isRecord(index.settings) ? index.settings : {};
  return typeof settings[SETTING] === "string" ? settings[SETTING] : null;
};

/** What is said where new documents stay invisible for longer than a minute is waited for. */
function warningsOf(intervals: readonly (number | null | undefined)[], delaySeconds: number): readonly string[] {
  if (intervals.includes(null))
    return ["an index of the pattern is not refreshed by itself (refresh_interval -1): new documents are not seen"];
  const longest = Math.max(0, ...intervals.filter((one): one is number => typeof one === "number"));
  if (longest <= delaySeconds) return [];
  return [
    `documents become visible every ${longest} s only (refresh_interval), and minutes are read ${delaySeconds} s after their end: choose a longer delay`,
  ];
}

/** Needs the privilege `view_index_metadata`. */
export async function askRefreshWarnings(
  api: SearchApi,
  index: string,
  delaySeconds: number,
  signal: AbortSignal,
): Promise<Outcome<readonly string[]>> {
  const answer = await api.ask(`${indexPath(index)}/_settings/${SETTING}?flat_settings=true&${ANY_INDEX}`, signal);
  if (!answer.ok) return answer;
  const settings = Object.values(answer.value).map(settingOf);
  return succeeded(
    warningsOf(
      settings.map((text) => (text === null ? undefined : parseInterval(text))),
      delaySeconds,
    ),
  );
}

/** Repetitions that people mean, as RFC 5545 rules and back. Whatever else a rule says stays as it was written. */
export const WEEKDAYS = [
  { value: "MO", label: "Mon", name: "Monday" },
  { value: "TU", label: "Tue", name: "Tuesday" },
  { value: "WE", label: "Wed", name: "Wednesday" },
  { value: "TH", label: "Thu", name: "Thursday" },
  { value: "FR", label: "Fri", name: "Friday" },
  { value: "SA", label: "Sat", name: "Saturday" },
  { value: "SU", label: "Sun", name: "Sunday" },
] as const;
export type Weekday = (typeof WEEKDAYS)[number]["value"];

export const REPEATS = [
  { value: "once", label: "Once" },
  { value: "weekly", label: "Weekly" },
  { value: "monthly", label: "Monthly" },
  { value: "own", label: "Own rule" },
] as const;

export interface RepeatValues {
  readonly repeat: (typeof REPEATS)[number]["value"];
  /** Every how many weeks or months, as it is typed. */
  readonly every: string;
  readonly days: readonly Weekday[];
  /** A month repeats on its day, or on the n-th weekday. */
  readonly monthly: "day" | "weekday";
  /** How often in all; empty: without end. */
  readonly times: string;
  readonly rule: string;
}

/** `local`: 2026-11-24T19:12. */
export const weekdayOf = (local: string): Weekday =>
  WEEKDAYS[(new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7]?.value ?? "MO";
const dayOf = (local: string): number => Number(local.slice(8, 10));

/** The fifth weekday of a month is its last: not every month has five. */
const nthOf = (local: string): number => {
  const nth = Math.ceil(dayOf(local) / 7);
  return nth > 4 ? -1 : nth;
};

export const initialRepeat = (local: string): RepeatValues => ({
  repeat: "once",
  every: "1",
  days: [weekdayOf(local)],
  monthly: "weekday",
  times: "",
  rule: "",
});

/** The rule of the helper, or the own one; null: once. */
export function ruleOf(values: RepeatValues, local: string): string | null {
  const parts = (frequency: string, by: string) =>
    [
      `FREQ=${frequency}`,
      values.every.trim() === "1" ? "" : `INTERVAL=${values.every.trim()}`,
      by,
      values.times.trim() === "" ? "" : `COUNT=${values.times.trim()}`,
    ]
      .filter((part) => part !== "")
      .join(";");
  switch (values.repeat) {
    case "once":
      return null;
    case "weekly":
      return parts("WEEKLY", `BYDAY=${inOrder(values.days).join(",")}`);
    case "monthly":
      return parts("MONTHLY", values.monthly === "day" ? `BYMONTHDAY=${dayOf(local)}` : `BYDAY=${nthOf(local)}${weekdayOf(local)}`);
    case "own":
      return values.rule.trim();
  }
}

const inOrder = (days: readonly Weekday[]): Weekday[] => WEEKDAYS.map(({ value }) => value).filter((day) => days.includes(day));

export interface RepeatProblems {
  readonly every: string | null;
  readonly days: string | null;
  readonly times: string | null;
  readonly rule: string | null;
}

const MAX_EVERY = 52;
const MAX_TIMES = 1000;
const isWhole = (text: string, max: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;

export function repeatProblems(values: RepeatValues, local: string): RepeatProblems {
  const helper = values.repeat === "weekly" || values.repeat === "monthly";
  const first = weekdayOf(local);
  const missing = values.repeat === "weekly" && !values.days.includes(first);
  return {
    every: helper && !isWhole(values.every, MAX_EVERY) ? `A whole number from 1 to ${MAX_EVERY}` : null,
    days: missing ? `The first occurrence is on a ${nameOf(first)}: choose that day too, or move the start` : null,
    times:
      helper && values.times.trim() !== "" && !isWhole(values.times, MAX_TIMES) ? `A whole number up to ${MAX_TIMES}, or nothing` : null,
    rule: values.repeat === "own" && values.rule.trim().length < 5 ? "An RFC 5545 rule, for example FREQ=WEEKLY;BYDAY=SU" : null,
  };
}

const nameOf = (day: Weekday): string => WEEKDAYS.find(({ value }) => value === day)?.name ?? day;

/** Takes a rule apart as far as the helper can make it; every other one is an own rule. */
export function repeatOfRule(rule: string, local: string): RepeatValues {
  const helped = (["weekly", "monthly"] as const).flatMap((repeat) =>
    (["weekday", "day"] as const).map((monthly) => ({ ...partsOf(rule), repeat, monthly })),
  );
  const base = { ...initialRepeat(local), rule };
  const fitting = helped.map((values) => ({ ...base, ...values })).find((values) => ruleOf(values, local) === rule);
  return fitting ?? { ...base, repeat: "own" };
}

function partsOf(rule: string): Partial<RepeatValues> {
  const parts = new Map(rule.split(";").map((part) => part.split("=", 2) as [string, string]));
  const days = WEEKDAYS.map(({ value }) => value).filter((day) => parts.get("BYDAY")?.split(",").includes(day));
  return { every: parts.get("INTERVAL") ?? "1", times: parts.get("COUNT") ?? "", ...(days.length === 0 ? {} : { days }) };
}

const ORDINALS: Readonly<Record<number, string>> = { 1: "first", 2: "second", 3: "third", 4: "fourth", [-1]: "last" };

/** "every 2 weeks on Sunday and Monday, 10 times"; the bare rule where the helper could not have made it. */
export function repeatText(values: RepeatValues, local: string): string {
  const { every, days, times } = values;
  const each = (unit: string) => (every.trim() === "1" ? `every ${unit}` : `every ${every.trim()} ${unit}s`);
  const end = times.trim() === "" ? "" : `, ${times.trim()} times in all`;
  switch (values.repeat) {
    case "once":
      return "once";
    case "weekly":
      return `${each("week")} on ${inOrder(days).map(nameOf).join(", ")}${end}`;
    case "monthly":
      return values.monthly === "day"
        ? `${each("month")} on day ${dayOf(local)}${end}`
        : `${each("month")} on the ${ORDINALS[nthOf(local)]} ${nameOf(weekdayOf(local))}${end}`;
    case "own":
      return values.rule.trim();
  }
}

/** How often a rule may repeat: finer ones would make more occurrences than there are minutes worth telling apart. */
const FREQUENCIES: ReadonlySet<string> = new Set(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]);
const MOST_COUNTED = 2_000;
const MOST_INTERVAL = 1_000;
const WEEKDAY = /^([-+]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;
const UTC_INSTANT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

type Check = (value: string) => boolean;

const isWhole =
  (least: number, most: number): Check =>
  (text) =>
    /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
/** ±1 to ±most: a negative one counts from the end. */
const isPlace =
  (most: number): Check =>
  (text) =>
    /^[-+]?\d{1,3}$/.test(text) && Number(text) !== 0 && Math.abs(Number(text)) <= most;
const each =
  (check: Check): Check =>
  (text) =>
    text.split(",").every(check);

const isInstant: Check = (text) => {
  const [, ...parts] = UTC_INSTANT.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return parts.length === 6 && date.toISOString().replace(/[-:]|\.000/g, "") === text;
};

/** What each part must hold, and how to say so. BYSECOND is none of them: occurrences are whole minutes. */
const PARTS: Readonly<Record<string, readonly [Check, string]>> = {
  FREQ: [(text) => FREQUENCIES.has(text), "must be YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"],
  INTERVAL: [isWhole(1, MOST_INTERVAL), `must be a whole number from 1 to ${MOST_INTERVAL}`],
  COUNT: [isWhole(1, MOST_COUNTED), `must be a whole number from 1 to ${MOST_COUNTED}`],
  UNTIL: [isInstant, "must be an instant in UTC, such as 20270101T000000Z"],
  BYMONTH: [each(isWhole(1, 12)), "must list months from 1 to 12"],
  BYMONTHDAY: [each(isPlace(31)), "must list days of the month, 1 to 31, or -1 to -31 from its end"],
  BYYEARDAY: [each(isPlace(366)), "must list days of the year, 1 to 366, or -1 to -366 from its end"],
  BYWEEKNO: [each(isPlace(53)), "must list weeks of the year, 1 to 53, or -1 to -53 from its end"],
  BYDAY: [each((text) => WEEKDAY.test(text)), "must list weekdays, such as MO, or -1FR for the last Friday"],
  BYHOUR: [each(isWhole(0, 23)), "must list hours from 0 to 23"],
  BYMINUTE: [isWhole(0, 59), "must be one minute from 0 to 59: a rule may not yield more than one occurrence per hour"],
  BYSETPOS: [each(isPlace(366)), "must list places, 1 to 366, or -1 to -366 from the end"],
  WKST: [(text) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(text), "must be a weekday, such as MO"],
};

export const normaliseRule = (rule: string): string =>
  rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");

/** What is wrong with one `NAME=value`, or null. */
function partProblem(part: string): string | null {
  const [name = "", value, ...more] = part.split("=");
  if (value === undefined || more.length > 0) return `has a part that is not NAME=VALUE: ${JSON.stringify(part.slice(0, 40))}`;
  const [check, words] = Object.hasOwn(PARTS, name) ? (PARTS[name] ?? []) : [];
  if (check === undefined) return `has an unknown part ${JSON.stringify(name.slice(0, 40))}`;
  return check(value) ? null : `${name} ${words}`;
}

/** What is wrong with the words of a normalised rule, before anything is worked out of it; null: nothing. */
export function ruleTextProblem(rule: string): string | null {
  const parts = rule.split(";");
  for (const part of parts) {
    const problem = partProblem(part);
    if (problem !== null) return problem;
  }
  const names = parts.map((part) => part.slice(0, part.indexOf("=")));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `has ${twice} twice`;
  if (!names.includes("FREQ")) return "must say how often it repeats, such as FREQ=WEEKLY";
  if (names.includes("COUNT") && names.includes("UNTIL")) return "has COUNT and UNTIL; it can have one of them";
  return null;
}

/** The rule goes on for ever. */
export const isEndless = (rule: string): boolean => !/(^|;)(COUNT|UNTIL)=/.test(rule);

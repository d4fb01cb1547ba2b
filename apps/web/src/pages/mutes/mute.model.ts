import { MAX_MUTE_DAYS, type MuteInput, type Scope } from "@solvent/api-contract";
import { durationText } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatInstant, tomorrowAt } from "../../lib/time.ts";
import { capital, scopeText } from "../../lib/words.ts";

/** Whom a mute or a route covers, as one choice of a list. */
export interface SubjectOption {
  readonly value: string;
  readonly label: string;
}
export interface SubjectGroup {
  readonly label: string;
  readonly options: readonly SubjectOption[];
}
export interface Subject {
  readonly scope: Scope;
  readonly name: string | null;
}

export const EVERYTHING: SubjectOption = { value: "all/all", label: "Everything" };

export const subjectValue = ({ scope, name }: Subject): string => `${scope}/${name ?? "all"}`;

export function parseSubject(value: string): Subject {
  const [scope, name] = value.split("/");
  if (name !== undefined && (scope === "team" || scope === "service" || scope === "objective")) return { scope, name };
  return { scope: "all", name: null };
}

interface Named {
  readonly name: string;
  readonly displayName?: string | null;
}

/** Everything that can be named, widest first; empty groups are left out. */
export function toSubjectGroups(known: {
  readonly teams: readonly Named[];
  readonly services: readonly Named[];
  readonly objectives: readonly Named[];
}): SubjectGroup[] {
  const group = (label: string, scope: Scope, items: readonly Named[]): SubjectGroup => ({
    label,
    options: items.map((item) => {
      const title = titleOf({ displayName: null, ...item });
      return { value: subjectValue({ scope, name: item.name }), label: scope === "objective" ? title : capital(scopeText(scope, title)) };
    }),
  });
  return [
    { label: "All", options: [EVERYTHING] },
    group("Teams", "team", known.teams),
    group("Services", "service", known.services),
    group("Objectives", "objective", known.objectives),
  ].filter(({ options }) => options.length > 0);
}

/** From the narrowest that covers an objective to everything. */
export function subjectsOfObjective(
  objective: { readonly name: string; readonly displayName: string | null; readonly service: string; readonly team: string | null } | null,
): SubjectGroup[] {
  const named = (scope: Scope, name: string, label: string): SubjectOption => ({ value: subjectValue({ scope, name }), label });
  const options =
    objective === null
      ? []
      : [
          named("objective", objective.name, titleOf(objective)),
          named("service", objective.service, `Service ${objective.service}, all its objectives`),
          ...(objective.team === null ? [] : [named("team", objective.team, `Team ${objective.team}, all its objectives`)]),
        ];
  return [{ label: "", options: [...options, EVERYTHING] }];
}

export const DURATIONS = [
  { value: "1h", label: "1\u202fh" },
  { value: "4h", label: "4\u202fh" },
  { value: "tomorrow", label: "Until tomorrow 09:00" },
  { value: "custom", label: "Custom" },
] as const;
export type DurationChoice = (typeof DURATIONS)[number]["value"];

export const UNITS = [
  { value: "60", label: "hours" },
  { value: "1", label: "minutes" },
  { value: "1440", label: "days" },
] as const;

export interface MuteValues {
  readonly subject: string;
  readonly reason: string;
  readonly duration: DurationChoice;
  readonly amount: string;
  readonly unitMinutes: string;
}

export const initialMute = (groups: readonly SubjectGroup[]): MuteValues => ({
  subject: groups[0]?.options[0]?.value ?? EVERYTHING.value,
  reason: "",
  duration: "1h",
  amount: "8",
  unitMinutes: "60",
});

type Clock = { readonly nowMs: number; readonly zone: string };
const TOMORROW_HOUR = 9;

/** Whole minutes, or null when the custom length is not a number of them that the API takes. */
export function minutesOf(values: MuteValues, { nowMs, zone }: Clock): number | null {
  switch (values.duration) {
    case "1h":
      return 60;
    case "4h":
      return 240;
    case "tomorrow":
      return Math.ceil((tomorrowAt(TOMORROW_HOUR, nowMs, zone) - nowMs) / 60_000);
    case "custom": {
      const minutes = Number(values.amount) * Number(values.unitMinutes);
      return Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MUTE_DAYS * 1440 ? minutes : null;
    }
  }
}

/** "Ends Tue 24 Nov 20:12, in 1 h". */
export function endText(values: MuteValues, clock: Clock): string {
  const minutes = minutesOf(values, clock);
  if (minutes === null) return "";
  return `Ends ${formatInstant(clock.nowMs + minutes * 60_000, clock.zone)}, in ${durationText(minutes)}.`;
}

export type ParsedMute =
  | { readonly input: MuteInput }
  | { readonly problems: { readonly reason: string | null; readonly amount: string | null } };

export function parseMute(values: MuteValues, clock: Clock): ParsedMute {
  const minutes = minutesOf(values, clock);
  const reason = values.reason.trim();
  if (minutes === null || reason === "") {
    return {
      problems: {
        reason: reason === "" ? "Say why: those who wonder at the silence will read it" : null,
        amount: minutes === null ? `From 1 minute to ${MAX_MUTE_DAYS} days, in whole minutes` : null,
      },
    };
  }
  return { input: { ...parseSubject(values.subject), reason, minutes } };
}

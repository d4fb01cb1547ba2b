import type { ObjectiveState, ObjectiveSummary, Source, SourceKind } from "@solvent/api-contract";
import type { JsonValue } from "@solvent/domain";
import { failureWords } from "../../lib/failure-words.ts";
import { durationText, secondsText, sliText, targetText } from "../../lib/figures.ts";
import { budgetLeftText, labelsText, titleOf } from "../../lib/objective-text.ts";
import type { FormField } from "../../lib/schema-form.ts";
import { formatInstant, formatMoment, msOfIso } from "../../lib/time.ts";
import { windowCell } from "../../lib/window-text.ts";
import { initialValues, shownForm } from "./source-form.model.ts";
import type { View } from "./sources.model.ts";
import { adviceFor, versionText } from "./verdict.model.ts";

export interface SourceTile {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
}

const UNKNOWN = "–";

/** How it answers and how it is read. */
export function toSourceTiles({ health, ingestDelaySeconds, settleMinutes }: Source, view: View): SourceTile[] {
  return [
    {
      label: "Last answer",
      value: health.okAt === null ? UNKNOWN : formatMoment(msOfIso(health.okAt), view.nowMs, view.zone),
      hint: health.okAt === null ? "none yet" : versionText(health.version),
    },
    { label: "It takes", value: health.latencyMs === null ? UNKNOWN : `${health.latencyMs}\u202fms`, hint: "to answer, last time" },
    {
      label: "Requests per minute",
      value: health.requestsPerMinute === null ? UNKNOWN : String(health.requestsPerMinute),
      hint: health.requestsPerMinute === null ? "not known yet" : "in the last whole minute",
    },
    { label: "Delay", value: secondsText(ingestDelaySeconds), hint: "after its end a minute is read" },
    {
      label: "Read again",
      value: settleMinutes === 0 ? "never" : durationText(settleMinutes),
      hint: settleMinutes === 0 ? "a minute is final when it is read" : "back, each time, for late data",
    },
  ];
}

/** Why it does not answer, since when, and in whose words; null while it does. */
export interface FailureStrip {
  readonly lead: string;
  readonly words: string;
  readonly last: string;
  /** What to do about it; nothing where the kind is not known. */
  readonly advice: string;
}

export function toFailureStrip(source: Source, kind: SourceKind | null, { nowMs, zone }: View): FailureStrip | null {
  const { health } = source;
  if (health.state !== "failing") return null;
  const moment = (iso: string) => formatMoment(msOfIso(iso), nowMs, zone);
  const since = health.failingSince === null ? "" : ` since ${moment(health.failingSince)}`;
  return {
    lead: `Fails${since}. ${health.failureClass === null ? "" : `${failureWords(health.failureClass).what}.`}`.trim(),
    words: health.message ?? "",
    last: health.okAt === null ? "It never answered." : `Last answer ${moment(health.okAt)}.`,
    advice:
      kind === null || health.failureClass === null ? "" : adviceFor(health.failureClass, kind, initialValues(kind, source).connection),
  };
}

export interface Term {
  readonly term: string;
  readonly text: string;
}

/** The connection as it was entered, field by field; of secrets only whether there is one. */
export function toConnectionTerms(source: Source, kind: SourceKind | null): Term[] {
  if (kind === null) return Object.entries(source.connection).map(([term, value]) => ({ term, text: plainText(value) }));
  const shown = shownForm(kind, initialValues(kind, source).connection);
  return [
    ...shown.fields.flatMap((field) => {
      const value = source.connection[field.key];
      return value === undefined ? [] : [{ term: field.title, text: fieldText(field, value) }];
    }),
    ...shown.secrets.map(({ field, title }) => ({ term: title, text: source.secretsSet.includes(field) ? "set" : "not set" })),
  ].filter(({ text }) => text !== "");
}

function fieldText({ kind, choices }: FormField, value: JsonValue): string {
  if (kind === "choice") return choices.find((choice) => choice.value === value)?.label ?? plainText(value);
  if (kind === "boolean") return value === true ? "yes" : "no";
  if (kind === "lines") return `${String(value).trim().split("\n").length} lines`;
  return plainText(value);
}

function plainText(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(plainText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${plainText(one ?? null)}`)
    .join(", ");
}

/** What is stored about the source itself. */
export const toSourceTerms = (source: Source, zone: string): Term[] => [
  { term: "Kind", text: source.kindTitle },
  { term: "Labels", text: Object.keys(source.labels).length === 0 ? "none" : labelsText(source.labels) },
  { term: "Connected", text: formatInstant(msOfIso(source.createdAt), zone) },
  { term: "Changed", text: formatInstant(msOfIso(source.updatedAt), zone) },
  { term: "Revision", text: String(source.revision) },
];

/** An objective that reads from the source. */
export interface DependentRow {
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  readonly state: ObjectiveState;
  readonly promise: string;
  readonly sli: string;
  readonly left: string;
  readonly spent: boolean;
}

export const toDependentRow = (o: ObjectiveSummary): DependentRow => ({
  name: o.name,
  title: titleOf(o),
  owner: [o.team === null ? o.service : `${o.service} · ${o.team}`, o.groupLabels === null ? "" : labelsText(o.groupLabels)]
    .filter((part) => part !== "")
    .join(" · "),
  state: o.state,
  promise: `${targetText(o.targetPercent)} · ${windowCell(o.window)}`,
  sli: sliText(o.sli, o.targetPercent),
  left: budgetLeftText(o),
  spent: o.state === "exhausted",
});

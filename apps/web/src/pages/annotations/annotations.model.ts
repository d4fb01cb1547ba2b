import { ANNOTATION_KINDS, type Annotation, type AnnotationKind, type Episode } from "@solvent/api-contract";
import type { AnnotationMark } from "../../charts/annotation-marks.tsx";
import { durationText } from "../../lib/figures.ts";
import { formatInstant, msOfIso } from "../../lib/time.ts";
import { capital, plural, scopeText } from "../../lib/words.ts";

/** Deploys, incidents and notes as they stand beside the figures. */
const MINUTE_MS = 60_000;

type Happened = Episode["annotations"][number];

export interface HappenedView {
  readonly id: string;
  /** "Deploy". */
  readonly kind: string;
  readonly title: string;
  readonly url: string | null;
  /** "6 min before", "at its start", "12 min in"; with its length when it was not an instant. */
  readonly when: string;
}

const minutesBetween = (from: string, to: string): number => (msOfIso(to) - msOfIso(from)) / MINUTE_MS;

/** Of an instant nothing: it is one minute long. */
const lengthOf = ({ from, to }: Pick<Annotation, "from" | "to">): string => {
  const minutes = minutesBetween(from, to);
  return minutes <= 1 ? "" : `, for ${durationText(minutes)}`;
};

function sinceStart(at: string, start: string): string {
  const minutes = minutesBetween(start, at);
  if (minutes === 0) return "at its start";
  return minutes < 0 ? `${durationText(-minutes)} before` : `${durationText(minutes)} in`;
}

/** What happened in an episode or shortly before, oldest first. */
export const toHappened = ({ annotations, from }: Pick<Episode, "annotations" | "from">): HappenedView[] =>
  annotations.map((one) => ({
    id: one.id,
    kind: capital(one.kind),
    title: one.title,
    url: one.url,
    when: `${sinceStart(one.from, from)}${lengthOf(one)}`,
  }));

/** For a spreadsheet: "deploy checkout 1.42.0 2026-11-24T17:32Z; …". */
export const happenedCell = (annotations: readonly Happened[]): string =>
  annotations.map(({ kind, title, from }) => `${kind} ${title} ${from}`).join("; ");

export interface AnnotationRow extends Omit<HappenedView, "when"> {
  readonly when: string;
  /** Whom it is about. */
  readonly about: string;
  readonly author: string;
}

/** Those that touch the window, as they come: newest first. */
export const inWindow = (items: readonly Annotation[], windowFrom: string): Annotation[] =>
  items.filter(({ to }) => msOfIso(to) > msOfIso(windowFrom));

export const toAnnotationRow = (one: Annotation, zone: string): AnnotationRow => ({
  id: one.id,
  kind: capital(one.kind),
  title: one.title,
  url: one.url,
  when: `${formatInstant(msOfIso(one.from), zone)}${lengthOf(one)}`,
  about: one.scope === "objective" ? "This objective" : capital(scopeText(one.scope, one.name)),
  author: one.author,
});

export interface KindCount {
  readonly kind: AnnotationKind;
  /** "2 deploys". */
  readonly text: string;
}

/** Kinds of which there is none are left out. */
export const countKinds = (items: readonly { readonly kind: AnnotationKind }[]): KindCount[] =>
  ANNOTATION_KINDS.flatMap((kind) => {
    const count = items.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [{ kind, text: plural(count, kind) }];
  });

/** Where they began, for a chart of [fromMs, toMs]; what began before it is not marked. */
export const toAnnotationMarks = (
  items: readonly Annotation[],
  range: { readonly fromMs: number; readonly toMs: number },
  zone: string,
): AnnotationMark[] =>
  items
    .map(({ id, kind, title, from }) => ({ id, kind, title, ms: msOfIso(from) }))
    .filter(({ ms }) => ms >= range.fromMs && ms <= range.toMs)
    .map(({ id, kind, title, ms }) => ({ key: id, kind, ms, text: `${capital(kind)} ${title}, ${formatInstant(ms, zone)}` }));

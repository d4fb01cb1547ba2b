import { ANNOTATION_LEAD_MINUTES, type Episode as ShownEpisode } from "@solvent/api-contract";
import {
  divideFractions,
  type Episode,
  type EpisodeLedger,
  type EpisodeSpan,
  type Fraction,
  fraction,
  isoOfMinute,
  keepIds,
  massScale,
} from "@solvent/domain";
import type { StoredAnnotation } from "../annotation/annotation-store.ts";
import { toFigure } from "../status/figures.ts";
import type { EpisodeAlert } from "./episode-alert-reader.ts";
import type { StoredEpisodeNote } from "./episode-note-store.ts";
import type { InsightSubject } from "./insight-range.ts";

/** What is known of the episodes of one objective besides their minutes. */
export interface EpisodeSurroundings {
  readonly notes: readonly StoredEpisodeNote[];
  readonly alerts: readonly EpisodeAlert[];
  readonly annotations: readonly StoredAnnotation[];
}

export interface EpisodesToShow extends EpisodeSurroundings {
  readonly subject: InsightSubject;
  readonly ledger: EpisodeLedger;
  readonly spans: readonly EpisodeSpan[];
}

/** Counts in events or slices. */
export const toUnits = ({ plan }: Pick<InsightSubject, "plan">, scaled: bigint | Fraction): Fraction =>
  divideFractions(typeof scaled === "bigint" ? fraction(scaled) : scaled, fraction(BigInt(massScale(plan.terms))));

/** Ids in the order of the spans: an episode that people wrote a note about keeps the id of the note. */
export const idsOf = ({ subject, spans, notes }: Pick<EpisodesToShow, "subject" | "spans" | "notes">): readonly string[] =>
  keepIds({ objectiveId: subject.entry.id, before: notes, after: spans }).map(({ id }) => id);

export type ShownNote = NonNullable<ShownEpisode["note"]>;

export const toNote = ({ cause, owner, author, updatedAtMs }: StoredEpisodeNote): ShownNote => ({
  cause,
  owner,
  author,
  updatedAt: new Date(updatedAtMs).toISOString(),
});

/** A note that says nothing any more is none. */
const isSaying = ({ cause, owner }: StoredEpisodeNote): boolean => cause !== null || owner !== null;

const isInside = ({ openedAt, closedAt }: EpisodeAlert, { from, to }: Episode): boolean =>
  openedAt <= to && (closedAt === null || closedAt > from);

/** What may have caused it begins a while before. */
const hasToDo = ({ from, to }: StoredAnnotation, episode: Episode): boolean =>
  from < episode.to && to > episode.from - ANNOTATION_LEAD_MINUTES;

const toPeak = ({ peak }: Episode): ShownEpisode["peakBurn"] => ({
  burn: toFigure(peak.burn),
  minutes: peak.minutes,
  at: isoOfMinute(peak.minute),
});

/** All episodes of a ledger, in its order. The last one may go on only where the ledger ends at the watermark. */
export function showEpisodes({ subject, ledger, spans, notes, alerts, annotations }: EpisodesToShow): readonly ShownEpisode[] {
  const ids = idsOf({ subject, spans, notes });
  return ledger.episodes.map((episode, index) => {
    const id = ids[index] ?? "";
    const note = notes.find((one) => one.id === id && isSaying(one));
    return {
      id,
      from: isoOfMinute(episode.from),
      to: isoOfMinute(episode.to),
      open: episode.open,
      bad: toFigure(toUnits(subject, episode.bad)),
      total: toFigure(toUnits(subject, episode.mass)),
      share: ledger.allowed.num === 0n ? null : toFigure(episode.share),
      peakBurn: toPeak(episode),
      alerts: alerts
        .filter((alert) => isInside(alert, episode))
        .map(({ id: alertId, kind, severity, openedAt }) => ({ id: alertId, kind, severity, openedAt: isoOfMinute(openedAt) })),
      annotations: annotations
        .filter((annotation) => hasToDo(annotation, episode))
        .map(({ id: annotationId, kind, title, url, from, to }) => ({
          id: annotationId,
          kind,
          title,
          url,
          from: isoOfMinute(from),
          to: isoOfMinute(to),
        })),
      note: note === undefined ? null : toNote(note),
    };
  });
}

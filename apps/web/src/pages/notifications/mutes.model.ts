import type { Mute } from "@solvent/api-contract";
import type { View } from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { capital, scopeText } from "../../lib/words.ts";

export interface MuteRow {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly by: string;
  readonly when: string;
  readonly whenDetail: string;
  readonly active: boolean;
}

/** Active ones first, the one that ends next on top; then ended ones, newest first. */
export function toMuteRows(mutes: readonly Mute[], view: View): MuteRow[] {
  const ends = (mute: Mute) => msOfIso(mute.endsAt);
  const active = mutes.filter((mute) => mute.active).sort((a, b) => ends(a) - ends(b));
  const ended = mutes.filter((mute) => !mute.active).sort((a, b) => ends(b) - ends(a));
  return [...active, ...ended].map((mute) => toRow(mute, view));
}

function toRow(mute: Mute, view: View): MuteRow {
  const endsMs = msOfIso(mute.endsAt);
  const at = formatMoment(endsMs, view.nowMs, view.zone);
  const minutes = (ms: number) => durationText(Math.max(0, Math.floor(ms / 60_000)));
  return {
    id: mute.id,
    what: capital(scopeText(mute.scope, mute.name)),
    why: mute.reason,
    by: mute.author,
    when: mute.active ? `until ${at}` : `ended ${at}`,
    whenDetail: mute.active
      ? `${minutes(endsMs - view.nowMs)} left`
      : mute.endedBy === null
        ? `lasted ${minutes(endsMs - msOfIso(mute.createdAt))}`
        : `ended early by ${mute.endedBy}`,
    active: mute.active,
  };
}

import type { BurnWord, ObjectiveState } from "@solvent/api-contract";
import { BURN_LABELS, BURN_TONES, STATE_LABELS, STATE_TONES } from "../lib/words.ts";
import { Icon } from "./icon.tsx";

export const StateBadge = ({ state }: { state: ObjectiveState }) => (
  <span className={`state tone-${STATE_TONES[state]}`}>
    <Icon name={state} />
    {STATE_LABELS[state]}
  </span>
);

export const BurnBadge = ({ word, size = 11 }: { word: BurnWord; size?: number }) => (
  <span className={`burn-word tone-${BURN_TONES[word]}`}>
    <Icon name={word} size={size} /> {BURN_LABELS[word]}
  </span>
);

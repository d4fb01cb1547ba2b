import type { AlertSeverity, BurnWord, ObjectiveState } from "@solvent/api-contract";
import { ALERT_STATE_LABELS, type AlertState, BURN_LABELS, BURN_TONES, SEVERITY_LABELS, STATE_LABELS, STATE_TONES } from "../lib/words.ts";
import { Icon, type IconName } from "./icon.tsx";

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

const ALERT_ICONS: Readonly<Record<AlertState, IconName>> = { firing: "firing", blind: "no-data", resolved: "over" };

const alertTone = (state: AlertState, severity: AlertSeverity): string =>
  state === "resolved" ? "ink-2" : state === "blind" ? "unknown" : severity === "page" ? "spent" : "risk";

/** Whether an alert fires. The colour of the ring is its severity's. */
export const AlertBadge = ({ state, severity }: { state: AlertState; severity: AlertSeverity }) => (
  <span className={`state tone-${state === "firing" ? "ink" : alertTone(state, severity)}`}>
    <span className={`state-ring tone-${alertTone(state, severity)}`}>
      <Icon name={ALERT_ICONS[state]} />
    </span>
    {ALERT_STATE_LABELS[state]}
  </span>
);

/** The bell is filled only while it rings. */
export const SeverityMark = ({ severity, open, text }: { severity: AlertSeverity; open: boolean; text?: string }) => (
  <span className={`severity ${severity}${open ? " open" : ""}`}>
    <Icon name={severity === "page" && !open ? "page-over" : severity} size={12} /> <span>{text ?? SEVERITY_LABELS[severity]}</span>
  </span>
);

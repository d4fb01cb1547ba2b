import {
  type AlertSeverity,
  type BurnCondition,
  DEFAULT_MIN_EXCESS,
  DEFAULT_RESOLVE_AFTER,
  MINUTES_PER_DAY,
  type PolicyCondition,
} from "@solvent/domain";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import { formatDuration, parseDuration } from "../../window-duration.ts";
import { readFigureText } from "./conditions.ts";
import { type Mapping, type Shaped, warnNotKept, writtenFields } from "./metadata-to-domain.ts";
import type { AlertConditionSpec, Metadata } from "./schema.ts";

const CONDITION: Path = ["spec", "condition"];
/** Ratio of the long window to the short one, as the workbook has it. */
const SHORT_PART = 12;
const MAX_MINUTES = 366 * MINUTES_PER_DAY;

/** Words of other tools for what somebody must look at now. */
const PAGE_WORDS = ["page", "critical", "high", "sev1", "sev2", "p1", "p2"];

type Condition = Shaped<{ readonly metadata: Metadata; readonly spec: AlertConditionSpec }>;

function readSeverity({ document, value }: Condition, { sink }: Mapping): AlertSeverity {
  const written = value.spec.severity;
  if (written === "page" || written === "ticket") return written;
  const severity = PAGE_WORDS.includes(written.toLowerCase().replace(/[-_ ]/g, "")) ? "page" : "ticket";
  const path = ["spec", "severity"];
  sink.warning(document.place(path), "suspicious", `${formatPath(path)} ${quoted(written)} is read as ${severity}`);
  return severity;
}

/** Whether the condition compares as a rule does: the burn rate is at its limit or above. */
function comparesUpward({ document, value }: Condition, { sink }: Mapping): boolean {
  const { kind = "burnrate", op = "gte" } = value.spec.condition;
  if (kind !== "burnrate") {
    const path = [...CONDITION, "kind"];
    sink.error(
      document.place(path),
      "bad-value",
      `${formatPath(path)} must be burnrate, but is ${quoted(kind)}${didYouMean(kind, ["burnrate"])}`,
    );
  }
  const path = [...CONDITION, "op"];
  if (op === "gt")
    sink.warning(document.place(path), "suspicious", `${formatPath(path)} gt is read as gte: a rule fires at its limit as well`);
  else if (op !== "gte")
    sink.error(
      document.place(path),
      "not-supported",
      `${formatPath(path)} must be gte, but is ${quoted(op)}: rules fire at high burn rates`,
    );
  return kind === "burnrate" && (op === "gt" || op === "gte");
}

function readLookback({ document, value }: Condition, { sink }: Mapping): number | null {
  const written = value.spec.condition.lookbackWindow;
  const minutes = parseDuration(written);
  if (minutes !== null && minutes >= 1 && minutes <= MAX_MINUTES) return minutes;
  const path = [...CONDITION, "lookbackWindow"];
  const message = `${formatPath(path)} must be a whole number and a unit (m, h, d, w) up to a year, e.g. "1h", but is ${quoted(written)}`;
  sink.error(document.place(path), "bad-value", message);
  return null;
}

/** What OpenSLO's condition lacks and what it has that is not kept. */
function warnOfDifferences(condition: Condition, { shortMinutes }: Pick<BurnCondition, "shortMinutes">, mapping: Mapping): void {
  const { document, value } = condition;
  warnNotKept(writtenFields(value.metadata, ["displayName", "labels", "annotations"], ["metadata"]), mapping);
  warnNotKept(writtenFields(value.spec, ["description"], ["spec"]), mapping);
  const { alertAfter = "0m" } = value.spec.condition;
  const path = [...CONDITION, "alertAfter"];
  if (parseDuration(alertAfter) !== 0) {
    mapping.sink.warning(
      document.place(path),
      "not-kept",
      `${formatPath(path)} is not kept: a rule fires when its short window burns as well`,
    );
  }
  const added = `a short window of ${formatDuration(shortMinutes)}, minExcess ${DEFAULT_MIN_EXCESS} and resolveAfter ${DEFAULT_RESOLVE_AFTER}`;
  mapping.sink.warning(document.place(CONDITION), "suspicious", `${formatPath(CONDITION)} is completed with ${added}`);
}

/** A condition of OpenSLO as a burn rule, with the workbook's short window. Null after its problems went to the sink. */
export function toBurnCondition(condition: Condition, sink: Mapping["sink"]): PolicyCondition | null {
  const { document, value } = condition;
  const mapping: Mapping = { document, sink };
  const isUpward = comparesUpward(condition, mapping);
  const longMinutes = readLookback(condition, mapping);
  const factor = readFigureText([...CONDITION, "threshold"], "", mapping);
  if (!isUpward || longMinutes === null || factor === null) return null;
  const shortMinutes = Math.max(1, Math.floor(longMinutes / SHORT_PART));
  warnOfDifferences(condition, { shortMinutes }, mapping);
  return {
    kind: "burn",
    name: value.metadata.name,
    severity: readSeverity(condition, mapping),
    longMinutes,
    shortMinutes,
    factor,
    budgetPercent: null,
    minExcess: DEFAULT_MIN_EXCESS,
    resolveAfter: DEFAULT_RESOLVE_AFTER,
  };
}

import { compareToWhole, type Decimal, formatDecimal, parseDecimal, percentOfFraction } from "../../decimal.ts";
import { formatPath, type Path } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import type { Target } from "./schema.ts";

/** Longest percent text that is stored. */
const MAX_PERCENT_TEXT = 30;

function problemOf(percent: Decimal, field: "target" | "targetPercent", written: string): string | null {
  if (compareToWhole(percent, 0) > 0 && compareToWhole(percent, 100) < 0) {
    return formatDecimal(percent).length > MAX_PERCENT_TEXT ? "has too many digits" : null;
  }
  const limit = field === "target" ? 1 : 100;
  const looksLikePercent = field === "target" && compareToWhole(percent, 100) > 0 && compareToWhole(percent, 10_000) < 0;
  return `must be more than 0 and less than ${limit}, but is ${written}${looksLikePercent ? `: write targetPercent: ${written}` : ""}`;
}

/** The target in percent exactly as written, `99.90` for 0.9990; the double that YAML makes of it is not looked at. */
export function readTargetPercent(target: Target, at: Path, { document, sink }: Mapping): string | null {
  if (target.target !== undefined && target.targetPercent !== undefined) {
    sink.error(document.placeOfKey([...at, "targetPercent"]), "bad-value", `${formatPath(at)} has both target and targetPercent: keep one`);
    return null;
  }
  const field = target.targetPercent === undefined ? "target" : "targetPercent";
  const path = [...at, field];
  const scalar = document.findScalar(path);
  if (scalar === null) {
    sink.error(document.place(at), "missing-field", `${formatPath(at)} needs target or targetPercent`);
    return null;
  }
  const decimal = parseDecimal(scalar.source);
  if (decimal === null) {
    sink.error(
      document.place(path),
      "bad-value",
      `${formatPath(path)} must be a plain decimal number such as 0.999, but is ${quoted(scalar.source)}`,
    );
    return null;
  }
  const percent = field === "target" ? percentOfFraction(decimal) : decimal;
  const problem = problemOf(percent, field, scalar.source);
  if (problem !== null) {
    sink.error(document.place(path), "bad-value", `${formatPath(path)} ${problem}`);
    return null;
  }
  if (field === "targetPercent" && compareToWhole(percent, 1) < 0) {
    sink.warning(
      document.place(path),
      "suspicious",
      `${formatPath(path)} is less than 1 %: a fraction is written as target: ${scalar.source}`,
    );
  }
  return formatDecimal(percent);
}

import { compareToWhole, type Decimal, formatDecimal, fractionOfPercent, parseDecimal, percentOfFraction } from "../../decimal.ts";
import { formatPath, type Path } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import type { ScalarNode } from "../../yaml/source-tree.ts";
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

/** The decimal number that is written at a path, digit by digit; null after the reason why it is none went to the sink. */
export function readDecimal(path: Path, scalar: ScalarNode, { document, sink }: Mapping): Decimal | null {
  const decimal = parseDecimal(scalar.source);
  if (decimal === null) {
    const message = `${formatPath(path)} must be a plain decimal number such as 0.999, but is ${quoted(scalar.source)}`;
    sink.error(document.place(path), "bad-value", message);
  }
  return decimal;
}

/** The target in percent exactly as written, `99.90` for 0.9990; the double that YAML makes of it is not looked at. */
export function readTargetPercent(target: Target, at: Path, mapping: Mapping): string | null {
  const { document, sink } = mapping;
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
  const decimal = readDecimal(path, scalar, mapping);
  if (decimal === null) return null;
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

function problemOfSliceTarget(fraction: Decimal, written: string): string | null {
  if (compareToWhole(fraction, 0) > 0 && compareToWhole(fraction, 1) <= 0) {
    return formatDecimal(percentOfFraction(fraction)).length > MAX_PERCENT_TEXT ? "has too many digits" : null;
  }
  const looksLikePercent = compareToWhole(fraction, 1) > 0 && compareToWhole(fraction, 100) <= 0;
  const hint = looksLikePercent ? `: write ${formatDecimal(fractionOfPercent(fraction))}` : "";
  return `must be more than 0 and at most 1, but is ${written}${hint}`;
}

/** The target of a slice, a fraction in OpenSLO, in percent exactly as written; null after its problem went to the sink. */
export function readSliceTargetPercent(path: Path, mapping: Mapping): string | null {
  const scalar = mapping.document.findScalar(path);
  const fraction = scalar === null ? null : readDecimal(path, scalar, mapping);
  if (scalar === null || fraction === null) return null;
  const problem = problemOfSliceTarget(fraction, scalar.source);
  if (problem === null) return formatDecimal(percentOfFraction(fraction));
  mapping.sink.error(mapping.document.place(path), "bad-value", `${formatPath(path)} ${problem}`);
  return null;
}

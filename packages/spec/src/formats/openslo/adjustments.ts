import { isoOfMinute, MINUTE_MS, toAdjustment } from "@solvent/domain";
import * as z from "zod";
import type { BroughtAdjustment } from "../../brought-adjustment.ts";
import { checkShape } from "../../check-shape.ts";
import { formatPath, type Path } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import { writeYaml } from "../../yaml/write-yaml.ts";
import { ADJUSTMENTS_ANNOTATION } from "./annotations.ts";
import { readZone } from "./calendar.ts";
import { readInnerText } from "./inner-text.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import type { Metadata } from "./schema.ts";

const MAX_ADJUSTMENTS = 100;

const Item = z.strictObject({
  from: z.string(),
  to: z.string(),
  mode: z.enum(["exclude", "forgive"], "must be exclude or forgive"),
  rule: z.string().min(5, "must be a rule such as FREQ=WEEKLY;BYDAY=SU").max(500, "must be at most 500 characters").optional(),
  zone: z.string().optional(),
  category: z.string(),
  reason: z.string().trim().min(1, "must say why").max(500, "must be at most 500 characters"),
});
type Item = z.infer<typeof Item>;
const Items = z.array(Item).max(MAX_ADJUSTMENTS, `must be at most ${MAX_ADJUSTMENTS} adjustments`);

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?Z$/;

/** Milliseconds of an instant in UTC, null for any other text. */
function parseInstant(text: string): number | null {
  const [, minute = "", seconds = ":00"] = INSTANT.exec(text) ?? [];
  const ms = Date.parse(`${minute}${seconds}Z`);
  // Date.parse takes 02-30 for 03-02.
  return Number.isFinite(ms) && isoOfMinute(Math.floor(ms / MINUTE_MS)) === `${minute}Z` ? ms : null;
}

function readInstant(text: string, path: Path, { document, sink }: Mapping): number | null {
  const ms = parseInstant(text);
  const message = `${formatPath(path)} must be an instant in UTC such as 2026-03-01T00:00Z, but is ${quoted(text)}`;
  if (ms === null) sink.error(document.place(path), "bad-value", message);
  return ms;
}

type Recurrence = BroughtAdjustment["recurrence"];

/** Null for none, undefined after a problem went to the sink. What a rule says is for those who follow it. */
function readRecurrence({ rule, zone }: Item, at: Path, { document, sink }: Mapping): Recurrence | undefined {
  if (rule === undefined && zone === undefined) return null;
  if (rule === undefined || zone === undefined) {
    const missing = formatPath([...at, rule === undefined ? "rule" : "zone"]);
    sink.error(document.place(at), "missing-field", `${missing} is required: rule and zone belong together`);
    return undefined;
  }
  const read = readZone(zone);
  if (read.ok) return { rule, zone };
  sink.error(document.place([...at, "zone"]), "bad-value", `${formatPath([...at, "zone"])} ${read.problem}`);
  return undefined;
}

/** One adjustment in whole minutes, rounded outward; null after its problems went to the sink. */
function toBrought(item: Item, index: number, mapping: Mapping): BroughtAdjustment | null {
  const at: Path = [index];
  const [fromMs, toMs] = [readInstant(item.from, [...at, "from"], mapping), readInstant(item.to, [...at, "to"], mapping)];
  const recurrence = readRecurrence(item, at, mapping);
  if (fromMs === null || toMs === null || recurrence === undefined) return null;
  if (toMs <= fromMs) {
    const path = [...at, "to"];
    mapping.sink.error(mapping.document.place(path), "bad-value", `${formatPath(path)} must be later than ${formatPath([...at, "from"])}`);
    return null;
  }
  const { mode, category, reason } = item;
  return { ...toAdjustment(fromMs, toMs, mode), recurrence, category, reason };
}

/** The adjustments of an SLO's annotation; none when it has no such annotation, and undefined after a problem went to the sink. */
export function readAdjustments(metadata: Metadata, mapping: Mapping): readonly BroughtAdjustment[] | undefined {
  const text = metadata.annotations?.[ADJUSTMENTS_ANNOTATION];
  if (text === undefined) return [];
  const inner = readInnerText({ key: ADJUSTMENTS_ANNOTATION, text }, "list of adjustments", mapping);
  const items = inner === null ? null : checkShape(Items, inner.document, inner.sink);
  if (inner === null || items === null) return undefined;
  const read = items.map((item, index) => toBrought(item, index, inner));
  const adjustments = read.filter((one) => one !== null);
  return adjustments.length === read.length ? adjustments : undefined;
}

const toItem = ({ from, to, mode, recurrence, category, reason }: BroughtAdjustment) => ({
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  mode,
  ...recurrence,
  category,
  reason,
});

/** The annotation's text, from which the same adjustments are read again. */
export const writeAdjustments = (adjustments: readonly BroughtAdjustment[]): string => writeYaml([adjustments.map(toItem)]);

import { CALENDAR_UNITS, isoOfMinute, WEEK_STARTS } from "@solvent/domain";
import * as z from "zod";
import { checkShape } from "../../check-shape.ts";
import { formatPath } from "../../path.ts";
import type { PromisedAgreement } from "../../promised-agreement.ts";
import { quoted } from "../../suggest.ts";
import { writeYaml } from "../../yaml/write-yaml.ts";
import { AGREEMENTS_ANNOTATION, parseMinute } from "./annotations.ts";
import { readZone } from "./calendar.ts";
import { readInnerText } from "./inner-text.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import { type Metadata, NAME } from "./schema.ts";

const MAX_AGREEMENTS = 50;

const Item = z.strictObject({
  name: z.string().regex(NAME, "must be 1 to 63 lower-case letters, digits and inner hyphens"),
  displayName: z.string().min(1, "must not be empty").max(200, "must be at most 200 characters").optional(),
  customer: z.string().trim().min(1, "must say to whom it is promised").max(200, "must be at most 200 characters"),
  targetPercent: z.string('must be a decimal number in quotes, such as "99.5"').max(30, "must be at most 30 characters"),
  unit: z.enum(CALENDAR_UNITS, `must be one of ${CALENDAR_UNITS.join(", ")}`),
  zone: z.string(),
  weekStart: z.enum(WEEK_STARTS, `must be one of ${WEEK_STARTS.join(", ")}`).optional(),
  startsAt: z.string(),
  note: z.string().max(2000, "must be at most 2000 characters").optional(),
});
type Item = z.infer<typeof Item>;
const Items = z.array(Item).max(MAX_AGREEMENTS, `must be at most ${MAX_AGREEMENTS} agreements`);

/** Null after its problems went to the sink. What the target may be depends on the objective, and is for those who know both. */
function toPromised(item: Item, index: number, { document, sink }: Mapping): PromisedAgreement | null {
  const refuse = (field: string, problem: string): void =>
    sink.error(document.place([index, field]), "bad-value", `${formatPath([index, field])} ${problem}`);
  const zone = readZone(item.zone);
  if (!zone.ok) refuse("zone", zone.problem);
  const startsAt = parseMinute(item.startsAt);
  if (startsAt === null)
    refuse("startsAt", `must be an instant in UTC on a whole minute, such as 2026-03-01T00:00Z, but is ${quoted(item.startsAt)}`);
  if (!zone.ok || startsAt === null) return null;
  const { displayName = null, weekStart = "monday", note = null, ...rest } = item;
  return { ...rest, displayName, weekStart, note, startsAt };
}

/** The agreements of an SLO's annotation; none when it has no such annotation, and undefined after a problem went to the sink. */
export function readAgreements(metadata: Metadata, mapping: Mapping): readonly PromisedAgreement[] | undefined {
  const text = metadata.annotations?.[AGREEMENTS_ANNOTATION];
  if (text === undefined) return [];
  const inner = readInnerText({ key: AGREEMENTS_ANNOTATION, text }, "list of agreements", mapping);
  const items = inner === null ? null : checkShape(Items, inner.document, inner.sink);
  if (inner === null || items === null) return undefined;
  const read = items.map((item, index) => toPromised(item, index, inner));
  const agreements = read.filter((one) => one !== null);
  return agreements.length === read.length ? agreements : undefined;
}

const toItem = ({ displayName, weekStart, startsAt, note, ...rest }: PromisedAgreement) => ({
  ...rest,
  ...(displayName === null ? {} : { displayName }),
  ...(weekStart === "monday" ? {} : { weekStart }),
  startsAt: isoOfMinute(startsAt),
  ...(note === null ? {} : { note }),
});

/** The annotation's text, from which the same agreements are read again. */
export const writeAgreements = (agreements: readonly PromisedAgreement[]): string => writeYaml([agreements.map(toItem)]);

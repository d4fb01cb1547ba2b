import type { Agreement, AgreementInput } from "@solvent/api-contract";
import { CALENDAR_UNITS, isZone, parseTarget, type WeekStart } from "@solvent/domain";
import { instantOfLocal, isoMinuteOfMs, localTimeOf, msOfIso } from "../../lib/time.ts";
import { capital } from "../../lib/words.ts";

/** A promise as it is entered. `startsAt` is local to `zone`. */
export interface AgreementValues {
  readonly name: string;
  readonly customer: string;
  readonly objective: string;
  readonly targetPercent: string;
  readonly unit: Agreement["unit"];
  readonly zone: string;
  readonly weekStart: WeekStart;
  readonly startsAt: string;
  readonly note: string;
}

export const UNIT_OPTIONS = CALENDAR_UNITS.map((value) => ({ value, label: capital(value) }));
export const WEEK_START_OPTIONS = [
  { value: "monday", label: "Monday" },
  { value: "sunday", label: "Sunday" },
  { value: "saturday", label: "Saturday" },
];

/** A new promise begins with the present month. */
export const newAgreement = (objective: string, { nowMs, zone }: { readonly nowMs: number; readonly zone: string }): AgreementValues => ({
  name: "",
  customer: "",
  objective,
  targetPercent: "",
  unit: "month",
  zone,
  weekStart: "monday",
  startsAt: `${localTimeOf(nowMs, zone).slice(0, 7)}-01T00:00`,
  note: "",
});

export const agreementValues = (agreement: Agreement): AgreementValues => ({
  name: agreement.name,
  customer: agreement.customer,
  objective: agreement.objective,
  targetPercent: agreement.targetPercent,
  unit: agreement.unit,
  zone: agreement.zone,
  weekStart: agreement.weekStart,
  startsAt: localTimeOf(msOfIso(agreement.startsAt), agreement.zone),
  note: agreement.note ?? "",
});

export type AgreementProblems = Readonly<Record<"name" | "customer" | "targetPercent" | "zone" | "startsAt", string | null>>;
export type ParsedAgreement = { readonly input: AgreementInput } | { readonly problems: AgreementProblems };

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function targetProblem(text: string): string | null {
  try {
    parseTarget(text.trim());
    return null;
  } catch {
    return "A percentage between 0 and 100, such as 99.5";
  }
}

export function parseAgreement(values: AgreementValues): ParsedAgreement {
  const zone = values.zone.trim();
  const known = isZone(zone);
  const startsMs = known ? instantOfLocal(values.startsAt, zone) : null;
  const problems: AgreementProblems = {
    name: NAME.test(values.name.trim()) ? null : "Lower-case letters, digits and inner hyphens, such as acme-gold",
    customer: values.customer.trim() === "" ? "Say to whom it is promised" : null,
    targetPercent: targetProblem(values.targetPercent),
    zone: known ? null : "No such time zone: use a name such as Europe/Stockholm",
    startsAt: known && startsMs === null ? "Say from when it holds" : null,
  };
  if (startsMs === null || Object.values(problems).some((problem) => problem !== null)) return { problems };
  const { name, customer, objective, targetPercent, unit, weekStart, note } = values;
  return {
    input: {
      name: name.trim(),
      displayName: null,
      customer: customer.trim(),
      objective,
      targetPercent: targetPercent.trim(),
      unit,
      zone,
      weekStart,
      startsAt: isoMinuteOfMs(startsMs),
      note: note.trim() === "" ? null : note.trim(),
    },
  };
}

import type { PolicyPreviewInput } from "@solvent/api-contract";
import { parseTarget } from "@solvent/domain";
import { rangeProblem } from "../../lib/field-problems.ts";

/** What conditions are tried on: an objective, or terms that nobody has saved. The address keeps it. */
export interface PreviewBasis {
  /** Empty: the terms. */
  readonly objective: string;
  readonly target: string;
  readonly days: string;
  /** Events per minute; empty: so many that no guard matters. */
  readonly traffic: string;
}

const DEFAULT_TERMS = { target: "99.9", days: "28", traffic: "" } as const;
const NAME = /^[a-z0-9-]{1,63}$/;
const MAX_DAYS = 366;
const MINUTES_PER_DAY = 1440;

/** Without a choice in the address: the first objective that is attached, else the terms. */
export function decodeBasis(params: URLSearchParams, attached: string | null): PreviewBasis {
  const named = params.get("objective");
  const terms = {
    target: (params.get("target") ?? DEFAULT_TERMS.target).slice(0, 30),
    days: (params.get("days") ?? DEFAULT_TERMS.days).slice(0, 3),
    traffic: (params.get("traffic") ?? "").slice(0, 30),
  };
  const termed = ["target", "days", "traffic"].some((key) => params.has(key));
  return { ...terms, objective: named !== null && NAME.test(named) ? named : termed || named === "" ? "" : (attached ?? "") };
}

/** Keeps whatever else the address says. */
export function encodeBasis(params: URLSearchParams, { objective, target, days, traffic }: PreviewBasis): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of ["objective", "target", "days", "traffic"]) next.delete(key);
  if (objective !== "") {
    next.set("objective", objective);
    return next;
  }
  next.set("target", target);
  next.set("days", days);
  if (traffic !== "") next.set("traffic", traffic);
  return next;
}

type BasisProblems = Readonly<Record<"target" | "days" | "traffic", string | null>>;

export const basisProblems = ({ objective, target, days, traffic }: PreviewBasis): BasisProblems =>
  objective !== ""
    ? { target: null, days: null, traffic: null }
    : {
        target: rangeProblem(() => parseTarget(target.trim())) === null ? null : "A percentage between 0 and 100, such as 99.9",
        days: /^[1-9]\d{0,2}$/.test(days.trim()) && Number(days) <= MAX_DAYS ? null : `Whole days, 1 to ${MAX_DAYS}`,
        traffic: traffic.trim() === "" || /^\d+(\.\d+)?$/.test(traffic.trim()) ? null : "A number of events, such as 60",
      };

/** Null while there is nothing that could be tried. */
export function previewInput(basis: PreviewBasis, conditions: PolicyPreviewInput["conditions"]): PolicyPreviewInput | null {
  if (conditions === null || Object.values(basisProblems(basis)).some((problem) => problem !== null)) return null;
  if (basis.objective !== "") return { conditions, objective: basis.objective, terms: null };
  const { target, days, traffic } = basis;
  return {
    conditions,
    objective: null,
    terms: {
      targetPercent: target.trim(),
      window: { kind: "rolling", minutes: Number(days) * MINUTES_PER_DAY },
      method: "occurrences",
      slices: null,
      eventsPerMinute: traffic.trim() === "" ? null : traffic.trim(),
    },
  };
}

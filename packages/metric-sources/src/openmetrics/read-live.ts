import type { Minute, MissingReason } from "@solvent/domain";
import { toReadValue } from "../counters/counted.ts";
import { succeeded } from "../failure.ts";
import { makeSelector } from "../selectors/selector.ts";
import type { Outcome, ReadValue } from "../source.ts";
import { isUp, readGauge, selectPages } from "./gauge.ts";
import { countLive, type LiveCounting, newestFailure, selectTargets, type Watched } from "./live-count.ts";
import type { OpenMetricsPlan } from "./query.ts";
import { boundariesOnPages, resolvePart } from "./resolve.ts";
import { countScrapes } from "./scrape-count.ts";

export interface Live {
  readonly targets: readonly Watched[];
  readonly matcherOf: LiveCounting["matcherOf"];
}

interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

const isKnown = (reason: MissingReason | null): boolean => reason === null;

function orFailure(value: ReadValue, pages: readonly { readonly watched: Watched }[]): Outcome<ReadValue> {
  const failure = value.block.missing.some(isKnown) ? null : newestFailure(pages);
  return failure === null ? succeeded(value) : { ok: false, failure };
}

/**
 * Minutes [from, to) from what is in memory. A query fails as a whole when not one of its minutes is known and a page that it is about
 * cannot be read at present: then the failure says more than the reasons of the minutes.
 */
export function readLive({ targets, matcherOf }: Live, plan: OpenMetricsPlan, span: Span): Outcome<ReadValue> {
  if (plan.kind === "scrapes") return succeeded(toReadValue(countScrapes({ ...plan, targets, matcherOf }, span)));
  if (plan.kind === "threshold") {
    const reading = { ...plan, targets, matcherOf };
    const pages = selectPages(reading).map((watched) => ({ watched }));
    return orFailure({ block: readGauge(reading, span), clampedMinutes: 0 }, isUp(plan.selector) ? [] : pages);
  }
  const part = resolvePart(plan.part, boundariesOnPages(targets, matcherOf));
  if (!part.ok) return part;
  // Without any bucket the part matches nothing, like a counter that has not counted yet.
  const nothing = { kind: "one", selector: makeSelector("", []) } as const;
  const live: LiveCounting = {
    counting: { numerator: plan.numerator, part: part.value?.terms ?? nothing, total: plan.total },
    targets,
    matcherOf,
  };
  return orFailure(toReadValue(countLive(live, span)), selectTargets(live));
}

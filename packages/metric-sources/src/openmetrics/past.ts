import { MINUTE_MS, type Minute } from "@solvent/domain";
import type { Outcome, ReadRequest, ReadValue } from "../source.ts";
import { fetchPage, type PageDoor } from "./fetch-page.ts";
import { type History, identifyBy, readHistory } from "./history.ts";
import { countHistory, metricsOf, openHistory } from "./history-count.ts";
import type { LiveCounting } from "./live-count.ts";
import type { TargetLabels } from "./page.ts";
import { planOf } from "./query.ts";

const TIMEOUT_SECONDS = 20;
/** A look: long enough that one minute is in it. */
const LOOK_MINUTES = 5;

export interface PastDeps {
  /** Of the history; its own parameters stay. */
  readonly url: string;
  readonly door: PageDoor;
  /** Of the targets whose pages the history is of. */
  readonly labels: readonly TargetLabels[];
  readonly matcherOf: LiveCounting["matcherOf"];
}

/** What a service can tell of the time before its pages were read. */
export interface Past {
  /** Whether there is an answer, for the newest minutes and no metric. */
  look(nowMs: number, signal: AbortSignal): Promise<Outcome<History>>;
  /** In the order of the items. Null instead of values that were made up, for a refill: they may stand before the first measured minute, never between measured ones. */
  read(request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[] | null>;
}

interface Span {
  readonly from: Minute;
  readonly to: Minute;
  readonly metrics: ReadonlySet<string>;
}

function addressOf(base: string, { from, to }: Span): string {
  const url = new URL(base);
  url.searchParams.set("start", String((from * MINUTE_MS) / 1000));
  url.searchParams.set("end", String((to * MINUTE_MS) / 1000));
  return url.href;
}

export function makePast({ url, door, labels, matcherOf }: PastDeps): Past {
  function ask(span: Span, signal: AbortSignal): Promise<Outcome<History>> {
    const page = { url: addressOf(url, span), name: "the history", timeoutSeconds: TIMEOUT_SECONDS, signal };
    const identify = identifyBy(labels);
    return fetchPage(door, page, (body, format) => readHistory(body, format, { metrics: span.metrics, identify }));
  }
  return {
    look(nowMs, signal) {
      const to = Math.floor(nowMs / MINUTE_MS);
      return ask({ from: to - LOOK_MINUTES, to, metrics: new Set() }, signal);
    },
    async read(request, signal) {
      const plans = request.items.map(({ query }) => planOf(query));
      const answer = await ask({ ...request, metrics: new Set(plans.flatMap(metricsOf)) }, signal);
      if (!answer.ok) return plans.map(() => answer);
      if (request.purpose === "refill" && answer.value.generated) return null;
      const book = openHistory(answer.value, request.from);
      return plans.map((plan) => countHistory(book, plan, matcherOf, request));
    },
  };
}

import { failed, succeeded } from "../failure.ts";
import { escapeRe2, makeSelector, toSelectorText } from "../selectors/selector.ts";
import type { LookUp, LookUpHit, LookUpKind, Outcome } from "../source.ts";
import type { Metadata } from "./told.ts";
import type { ToldApi } from "./told-api.ts";

export const PROMETHEUS_LOOK_UPS: readonly LookUpKind[] = [
  { what: "metrics", title: "Metrics", within: null },
  { what: "labels", title: "Labels", within: "Metric" },
  { what: "values", title: "Values of a label", within: "Metric and label, as in http_requests_total{code}" },
];

/** Names of series that had samples in this time. */
const WINDOW_SECONDS = 86_400;
const MEMORY_MS = 600_000;

type Parameters = readonly (readonly [string, string])[];

/** Equal first, then what begins with the text, then what holds it; each in the order of the alphabet. */
function bestFirst(names: readonly string[], { text, limit }: LookUp): string[] {
  const wanted = text.toLowerCase();
  const rank = (name: string): number => {
    const place = name.toLowerCase().indexOf(wanted);
    return place > 0 ? 2 : name.length === text.length ? 0 : 1;
  };
  const found = [...new Set(names)].filter((name) => name.toLowerCase().includes(wanted));
  return found.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1)).slice(0, limit);
}

const inTime = (now: () => number): Parameters => [
  ["start", String(Math.floor(now() / 1000) - WINDOW_SECONDS)],
  ["end", String(Math.ceil(now() / 1000))],
];

const FAMILY_SUFFIX = /_(?:bucket|count|sum|total|created)$/;

function wordsOf(metric: string, metadata: Metadata): string | null {
  const words = metadata.get(metric) ?? metadata.get(metric.replace(FAMILY_SUFFIX, ""));
  if (words === undefined) return null;
  return words.help === "" ? words.type : `${words.type}: ${words.help}`;
}

const MATCHED = /^([^{}]+)\{([^{}]+)\}$/;
const pathOf = (label: string): string => `label/${encodeURIComponent(label)}/values`;
const plain = (names: readonly string[]): LookUpHit[] => names.map((name) => ({ name, detail: null }));

async function findLabels(api: ToldApi, ask: LookUp, time: Parameters, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  if (ask.within === null) return failed("bad-query", "which metric's labels?");
  const found = await api.names("labels", [["match[]", toSelectorText(makeSelector(ask.within, []))], ...time], signal);
  if (!found.ok) return found;
  return succeeded(
    plain(
      bestFirst(
        found.value.filter((label) => label !== "__name__"),
        ask,
      ),
    ),
  );
}

async function findValues(api: ToldApi, ask: LookUp, time: Parameters, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
  const [, metric, label] = MATCHED.exec(ask.within ?? "") ?? [];
  if (metric === undefined || label === undefined)
    return failed("bad-query", "which label's values? Say it like http_requests_total{code}");
  const selector = toSelectorText(makeSelector(metric, [{ label, op: "=~", value: `(?i).*${escapeRe2(ask.text)}.*` }]));
  const found = await api.names(pathOf(label), [["match[]", selector], ...time], signal);
  return found.ok ? succeeded(plain(bestFirst(found.value, ask))) : found;
}

/** Looks names up. What the metrics are is remembered for ten minutes; a server that does not tell that still tells their names. */
export function makeNameFinder(
  now: () => number,
): (api: ToldApi, ask: LookUp, signal: AbortSignal) => Promise<Outcome<readonly LookUpHit[]>> {
  let remembered: { readonly metadata: Metadata; readonly untilMs: number } | null = null;

  async function metadataOf(api: ToldApi, signal: AbortSignal): Promise<Metadata> {
    if (remembered !== null && remembered.untilMs > now()) return remembered.metadata;
    const told = await api.metadata(signal);
    const metadata: Metadata = told.ok ? told.value : new Map();
    if (!signal.aborted) remembered = { metadata, untilMs: now() + MEMORY_MS };
    return metadata;
  }

  async function findMetrics(api: ToldApi, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> {
    const pattern = `{__name__=~"(?i).*${escapeRe2(ask.text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}.*"}`;
    const matching: Parameters = ask.text === "" ? [] : [["match[]", pattern]];
    const found = await api.names(pathOf("__name__"), [...matching, ...inTime(now)], signal);
    if (!found.ok) return found;
    const metadata = await metadataOf(api, signal);
    return succeeded(bestFirst(found.value, ask).map((name) => ({ name, detail: wordsOf(name, metadata) })));
  }

  return (api, ask, signal) => {
    switch (ask.what) {
      case "metrics":
        return findMetrics(api, ask, signal);
      case "labels":
        return findLabels(api, ask, inTime(now), signal);
      case "values":
        return findValues(api, ask, inTime(now), signal);
      default:
        return Promise.resolve(failed("bad-query", "Prometheus looks up metrics, labels and values"));
    }
  };
}

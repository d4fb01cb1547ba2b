import { durationSeries, type HistorySeries, requestSeries } from "../src/history/series.ts";
import { SERVICES } from "../src/model/catalogue.ts";

const ALL: readonly HistorySeries[] = SERVICES.flatMap((service) => {
  const page = { service, instance: "127.0.0.1:1" };
  return [...requestSeries(page), ...durationSeries(page)];
});

type Matcher = (labels: Readonly<Record<string, string>>) => boolean;

function toMatcher(text: string): Matcher {
  const [, label = "", operator, value = ""] = /^(\w+)(=~|=)"(.*)"$/.exec(text) ?? [];
  if (operator === "=") return (labels) => labels[label] === value;
  if (operator === "=~") return (labels) => new RegExp(`^(?:${value})$`).test(labels[label] ?? "");
  throw new Error(`the selectors of the demo do not use ${text}`);
}

/** Series that a selector counts. Throws when there are none. */
export function seriesOfSelector(selector: string): readonly HistorySeries[] {
  const [, name, inside = ""] = /^(\w+)\{(.*)\}$/.exec(selector) ?? [];
  const matchers = inside.split(/,(?=\w+=)/).map(toMatcher);
  const found = ALL.filter((series) => series.name === name && matchers.every((matches) => matches(series.labels)));
  if (found.length === 0) throw new Error(`nothing matches ${selector}`);
  return found;
}

import { type Alert, type EndpointName, endpoints } from "@solvent/api-contract";
import { backtestOf } from "./fake-backtest.ts";
import { explanationOf, forecastOf, ledgerOf, type Notes, suggestionOf, whatIfOf } from "./fake-insight.ts";
import type { FakeObjective } from "./fake-objectives.ts";
import { NOW_MS } from "./simulate.ts";

interface FakeAsk {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Refuse = (status: number, code: "request.invalid" | "episode.not-found", detail: string, field?: string) => Error;

/** The part of the fake that explains: ledger, forecast, suggestion, what-if, backtest. Undefined: not an endpoint of this part. */
export function makeInsight(alerts: readonly Alert[], refuse: Refuse) {
  const notes = new Map<string, Notes extends ReadonlyMap<string, infer N> ? N : never>();
  return (name: EndpointName, objective: () => FakeObjective, ask: FakeAsk): unknown => {
    switch (name) {
      case "listEpisodes":
        return ledgerOf(objective(), alerts, notes);
      case "putEpisodeNote": {
        const known = ledgerOf(objective(), alerts, notes).episodes.some(({ id }) => id === ask.params.id);
        if (!known) throw refuse(404, "episode.not-found", "there is no such episode");
        const note = { ...endpoints.putEpisodeNote.body.parse(ask.body), author: "local", updatedAt: new Date(NOW_MS).toISOString() };
        notes.set(ask.params.id ?? "", note);
        return note;
      }
      case "getForecast":
        return forecastOf(objective());
      case "getTargetSuggestion":
        return suggestionOf(objective());
      case "whatIf":
        return whatIfOf(objective(), endpoints.whatIf.body.parse(ask.body));
      case "explain":
        return explanationOf(objective(), endpoints.explain.query.parse(Object.fromEntries(ask.query)));
      case "backtest": {
        const input = endpoints.backtest.body.parse(ask.body);
        const twice = input.policies.findIndex(({ name: one }, i) => input.policies.findIndex((other) => other.name === one) !== i);
        if (twice >= 0) throw refuse(400, "request.invalid", "two policies have this name", `policies[${twice}].name`);
        return backtestOf(objective(), input);
      }
      default:
        return undefined;
    }
  };
}

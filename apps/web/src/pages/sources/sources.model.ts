import type { Source } from "@solvent/api-contract";
import type { JsonValue } from "@solvent/domain";
import type { IconName } from "../../components/icon.tsx";
import { failureWords } from "../../lib/failure-words.ts";
import { secondsText } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatSince, msOfIso } from "../../lib/time.ts";
import { plural, type Tone } from "../../lib/words.ts";
import { testFacts } from "./verdict.model.ts";

export interface View {
  readonly nowMs: number;
  readonly zone: string;
}

export interface HealthView {
  readonly icon: IconName;
  readonly tone: Tone;
  readonly word: string;
  readonly detail: string;
}

export interface SourceRow {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly address: string;
  /** "14 objectives". */
  readonly objectives: string;
  /** "read 30 s late". */
  readonly delay: string;
  /** "28 requests a minute"; nothing while it is not known. */
  readonly load: string;
  readonly health: HealthView;
}

export const toSourceRow = (source: Source, view: View): SourceRow => ({
  name: source.name,
  title: titleOf(source),
  kind: source.kindTitle,
  address: addressOf(source.connection),
  objectives: plural(source.objectives, "objective"),
  delay: `read ${secondsText(source.ingestDelaySeconds)} late`,
  load: source.health.requestsPerMinute === null ? "" : `${plural(source.health.requestsPerMinute, "request")} a minute`,
  health: toHealthView(source.health, view),
});

/** The first address in a connection, and how many more stand beside it; nothing for a kind that has none. */
export function addressOf(connection: Source["connection"]): string {
  const found = Object.values(connection)
    .map((value) => textsOf(value).filter((text) => text.includes("://")))
    .find((texts) => texts.length > 0);
  const [first = "", ...others] = found ?? [];
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

const textsOf = (value: JsonValue): string[] => [value].flat().filter((one) => typeof one === "string");

export function toHealthView(health: Source["health"], view: View): HealthView {
  const since = (iso: string | null) => (iso === null ? "" : formatSince(msOfIso(iso), view.nowMs, view.zone));
  switch (health.state) {
    case "ok": {
      const facts = testFacts({ ...health, clockSkewMs: null });
      const asked = `asked ${since(health.okAt)}`;
      return { icon: "on-target", tone: "ink", word: "Answers", detail: facts === "" ? asked : `${facts}, ${asked}` };
    }
    case "failing": {
      const what = health.failureClass === null ? null : failureWords(health.failureClass).what;
      const words = [what, health.message].filter((part) => part !== null).join(": ");
      const last = health.okAt === null ? "it never answered" : `last answer ${since(health.okAt)}`;
      return { icon: "exhausted", tone: "spent", word: `Fails since ${since(health.failingSince)}`, detail: `${words} (${last})` };
    }
    case "unknown":
      return { icon: "no-data", tone: "unknown", word: "Not asked yet", detail: "it is asked when an objective reads from it" };
  }
}

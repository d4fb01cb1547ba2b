import type { Source, SourceTestResult } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import { formatSince, msOfIso } from "../../lib/time.ts";
import type { Tone } from "../../lib/words.ts";
import { plural } from "../../lib/words.ts";

/** A clock that is off by more than this moves events into the wrong minute. */
const SKEW_WORTH_TELLING_MS = 1_000;

/** Most kinds name the product with its version; a bare number needs the word. */
const versionText = (version: string | null): string => (version === null ? "" : /^\d/.test(version) ? `Version ${version}` : version);

export function testFacts(result: Pick<SourceTestResult, "version" | "latencyMs" | "clockSkewMs">): string {
  const skew = result.clockSkewMs ?? 0;
  const parts = [
    versionText(result.version),
    result.latencyMs === null ? "" : `${result.latencyMs}\u202fms`,
    Math.abs(skew) > SKEW_WORTH_TELLING_MS
      ? `its clock is ${(Math.abs(skew) / 1000).toFixed(1)}\u202fs ${skew > 0 ? "ahead" : "behind"}`
      : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

export interface SourceRow {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly address: string;
  readonly objectives: string;
  readonly health: { readonly icon: IconName; readonly tone: Tone; readonly word: string; readonly detail: string };
}

export function toSourceRow(source: Source, view: { nowMs: number; zone: string }): SourceRow {
  const url = source.connection.url;
  return {
    name: source.name,
    title: source.displayName ?? source.name,
    kind: source.kindTitle,
    address: typeof url === "string" ? url : "",
    objectives: plural(source.objectives, "objective"),
    health: healthOf(source.health, view),
  };
}

function healthOf(health: Source["health"], view: { nowMs: number; zone: string }): SourceRow["health"] {
  const since = (iso: string | null) => (iso === null ? "" : formatSince(msOfIso(iso), view.nowMs, view.zone));
  switch (health.state) {
    case "ok": {
      const facts = testFacts({ ...health, clockSkewMs: null });
      return {
        icon: "on-target",
        tone: "ink",
        word: "Answers",
        detail: [facts, `asked ${since(health.okAt)}`].filter((p) => p !== "").join(", "),
      };
    }
    case "failing": {
      const words = [health.failureClass, health.message].filter((part) => part !== null).join(": ");
      const last = health.okAt === null ? "it never answered" : `last answer ${since(health.okAt)}`;
      return { icon: "exhausted", tone: "spent", word: `Fails since ${since(health.failingSince)}`, detail: `${words} (${last})` };
    }
    case "unknown":
      return { icon: "no-data", tone: "unknown", word: "Not asked yet", detail: "it is asked when an objective reads from it" };
  }
}

import type { Diagnostic } from "@solvent/api-contract";
import { sourceOf } from "@solvent/domain";
import type { MetricSource, Outcome, SourceFailure } from "@solvent/metric-sources";
import { isCompositeDefinition, isMeasuredDefinition, type MeasuredDefinition } from "../composite/check-composites.ts";
import type { DefinitionReader } from "../definitions/definition-reader.ts";
import { timingOf } from "../source/connection-timing.ts";
import type { AnySourceKind, SourceKinds } from "../source/source-kinds.ts";
import type { SourceReader, StoredSource } from "../source/source-store.ts";
import { checkConnection } from "../source/validate-connection.ts";
import type { CheckableObjective } from "./check-definitions.ts";
import type { CheckableGroup } from "./check-extent.ts";
import type { ReadableQuery } from "./read-last-day.ts";

export interface PrepareCheckDeps {
  /** Applies the text without storing anything. */
  readonly rehearse: (text: string) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  readonly reader: Pick<DefinitionReader, "read" | "locate">;
  readonly sources: Pick<SourceReader, "find">;
  readonly kinds: SourceKinds;
  /** With the secrets that it holds. */
  readonly connectStored: (source: StoredSource) => Promise<Outcome<MetricSource>>;
  /** A source that is only in the text: a text holds no secrets. */
  readonly connectUnsaved: (kind: AnySourceKind, connection: unknown) => MetricSource;
}

type Connected = Pick<ReadableQuery, "kind" | "timing" | "source">;

/** Answers everything with why it cannot be asked. */
const unreachable = (failure: SourceFailure): MetricSource => {
  const refusal = { ok: false, failure } as const;
  return {
    check: async () => refusal,
    probe: async () => refusal,
    read: async ({ items }) => items.map(() => refusal),
    groups: async () => refusal,
  };
};

async function askStored(deps: PrepareCheckDeps, stored: StoredSource): Promise<MetricSource> {
  const connected = await deps.connectStored(stored);
  return connected.ok ? connected.value : unreachable(connected.failure);
}

type Definitions = Awaited<ReturnType<DefinitionReader["read"]>>["definitions"];

/** A source that the text changes or adds is asked as the text says; one that it only names, as it is stored. */
async function connect(deps: PrepareCheckDeps, name: string, definitions: Definitions): Promise<Connected | null> {
  const stored = await deps.sources.find(name);
  const inText = definitions.sources.find((source) => source.name === name);
  const kind = deps.kinds.find(inText?.kind ?? stored?.definition.kind ?? "");
  if (kind === null) return null;
  if (inText === undefined) {
    if (stored === null) return null;
    return { kind, timing: timingOf(kind, stored.definition.connection), source: await askStored(deps, stored) };
  }
  const checked = checkConnection(kind, inText.connection);
  if (!checked.ok) return null;
  const sameOrigin = stored !== null && stored.secretOrigin === checked.value.origin;
  const { timing } = checked.value;
  return { kind, timing, source: sameOrigin ? await askStored(deps, stored) : deps.connectUnsaved(kind, checked.value.connection) };
}

interface Written {
  readonly definition: MeasuredDefinition;
  readonly group: CheckableGroup | null;
}

const START = { path: "", line: 1, column: 1, endLine: 1, endColumn: 1 };

/** The objectives and groups of a text, the latter with the places of their labels. */
async function writtenOf({ reader }: PrepareCheckDeps, text: string, { objectives, groups }: Definitions): Promise<readonly Written[]> {
  const parts = groups.map(({ objective }) => ({ of: { kind: "objective", name: objective.name } as const, path: ["groupBy"] }));
  const places = parts.length === 0 ? [] : await reader.locate(text, parts);
  return [
    ...objectives.filter(isMeasuredDefinition).map((definition) => ({ definition, group: null })),
    ...groups.flatMap(({ objective, groupBy, cap }, index) => {
      if (!isMeasuredDefinition(objective)) return [];
      const { path, line, column, endLine, endColumn } = places[index] ?? START;
      return [{ definition: objective, group: { groupBy, cap, place: { path, line, column, endLine, endColumn } } }];
    }),
  ];
}

const toCheckable = ({ definition, group }: Written, connected: Connected | null): CheckableObjective[] => {
  const parsed = connected?.kind.parseIndicator(definition.indicator);
  if (connected === null || parsed === undefined || !parsed.ok) return [];
  return [{ definition, ...connected, query: parsed.value, group }];
};

/** Everything that can be said of a text without asking a source; objectives only when it could be saved as it is. */
export const makePrepareCheck = (deps: PrepareCheckDeps) => async (text: string) => {
  const { diagnostics } = await deps.rehearse(text);
  if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics, objectives: [], composites: [] };
  const { definitions } = await deps.reader.read(text);
  const written = await writtenOf(deps, text, definitions);
  const names = [...new Set(written.map(({ definition }) => sourceOf(definition.indicator)))];
  const connected = new Map(await Promise.all(names.map(async (name) => [name, await connect(deps, name, definitions)] as const)));
  const objectives = written.flatMap((one) => toCheckable(one, connected.get(sourceOf(one.definition.indicator)) ?? null));
  return { diagnostics, objectives, composites: definitions.objectives.filter(isCompositeDefinition) };
};

import type { MeasuredIndicator } from "@solvent/domain";
import type * as z from "zod";
import { elasticsearchSource } from "./elasticsearch/definition.ts";
import { openMetricsSource } from "./openmetrics/definition.ts";
import { probeSource } from "./probe/definition.ts";
import { prometheusSource } from "./prometheus/definition.ts";
import { pushSource } from "./push/definition.ts";
import { signalFxSource } from "./signalfx/definition.ts";
import type {
  ConnectDeps,
  GroupLabels,
  LookUpKind,
  MetricSource,
  Parsed,
  QueryProbe,
  SourceKindDefinition,
  SourceTemplate,
  StreamQuery,
  Timing,
} from "./source.ts";
import { wazuhSource } from "./wazuh/definition.ts";

/** A validated connection, still without its secrets. */
export interface PreparedConnection {
  /** scheme://host:port the secrets are bound to. */
  readonly origin: string;
  readonly timing: Timing;
  connect(secrets: Readonly<Record<string, string>>, deps: ConnectDeps): MetricSource;
}

/** A kind of data source with the type of its connection hidden, so that all kinds can stand in one list. */
export interface SourceKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** Null: the fields that must be filled in. */
  readonly needs: string | null;
  /** For drawing a form; `z.toJSONSchema` keeps titles and descriptions. */
  readonly connection: z.ZodType;
  readonly secrets: SourceKindDefinition<unknown>["secrets"];
  /** The usual delay of the kind; that of a connection is in its `timing`. */
  readonly ingestDelaySeconds: number;
  readonly receives: boolean;
  readonly lookUps: readonly LookUpKind[];
  readonly templates: readonly SourceTemplate[];
  backfillChunkMinutes(probe: QueryProbe): number;
  parseIndicator(indicator: MeasuredIndicator): Parsed<StreamQuery>;
  /** The same indicator for one combination of labels only. Null for a kind whose sources cannot tell their groups. */
  readonly narrow: ((indicator: MeasuredIndicator, labels: GroupLabels) => Parsed<MeasuredIndicator>) | null;
  /** Checks a stored or written connection; problems name its fields. */
  prepare(connection: unknown): Parsed<PreparedConnection>;
}

/** What a kind makes of an indicator is checked once more: it must be one that can be read. */
function narrow<Connection, Query extends StreamQuery>(
  definition: SourceKindDefinition<Connection, Query>,
  indicator: MeasuredIndicator,
  labels: GroupLabels,
): Parsed<MeasuredIndicator> {
  const narrowed = definition.narrow?.(indicator, labels) ?? { ok: true, value: indicator };
  if (!narrowed.ok) return narrowed;
  const parsed = definition.parseIndicator(narrowed.value);
  return parsed.ok ? narrowed : parsed;
}

function toSourceKind<Connection, Query extends StreamQuery>(definition: SourceKindDefinition<Connection, Query>): SourceKind {
  const { kind, title, description, connection, secrets, ingestDelaySeconds, settleMinutes } = definition;
  return {
    kind,
    title,
    description,
    needs: definition.needs ?? null,
    connection,
    secrets,
    ingestDelaySeconds,
    receives: definition.receives ?? false,
    lookUps: definition.lookUps ?? [],
    templates: definition.templates ?? [],
    backfillChunkMinutes: (probe) => definition.backfillChunkMinutes(probe),
    parseIndicator: (indicator) => definition.parseIndicator(indicator),
    narrow: definition.narrow === undefined ? null : (indicator, labels) => narrow(definition, indicator, labels),
    prepare(value) {
      const parsed = connection.safeParse(value);
      if (!parsed.success) {
        const problems = parsed.error.issues.map(({ path, message }) => ({
          path: path.map((step) => (typeof step === "symbol" ? String(step) : step)),
          message,
        }));
        return { ok: false, problems };
      }
      const valid = parsed.data;
      return {
        ok: true,
        value: {
          origin: definition.origin(valid),
          timing: definition.timing?.(valid) ?? { ingestDelaySeconds, settleMinutes },
          connect: (secretValues, deps) => definition.connect(valid, secretValues, deps),
        },
      };
    },
  };
}

/** Every kind of data source, in the order in which people are offered them. Adding one is a folder and a line here. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  toSourceKind(prometheusSource),
  toSourceKind(openMetricsSource),
  toSourceKind(signalFxSource),
  toSourceKind(elasticsearchSource),
  toSourceKind(wazuhSource),
  toSourceKind(pushSource),
  toSourceKind(probeSource),
];

export const findSourceKind = (kind: string): SourceKind | null => SOURCE_KINDS.find((one) => one.kind === kind) ?? null;

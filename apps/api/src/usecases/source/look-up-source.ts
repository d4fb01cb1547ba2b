import type { LookUp, LookUpHit, LookUpKind, MetricSource, Outcome } from "@solvent/metric-sources";
import { invalidRequest } from "../../errors/app-error.ts";
import { answerWithin, type Deadline } from "./answer-within.ts";
import { sourceNotFound } from "./get-source.ts";
import type { SourceKinds } from "./source-kinds.ts";
import type { SourceReader } from "./source-store.ts";

export interface LookUpSourceDeps {
  readonly kinds: SourceKinds;
  readonly sources: Pick<SourceReader, "find">;
  /** The connection of a saved source, by its id. */
  readonly connected: (sourceId: string) => Promise<Outcome<MetricSource>>;
  readonly deadline: Deadline;
}

/** Throws `request.invalid` for names that the kind cannot look up, and where it is not said what to look in. */
function checkAsk(kind: string, lookUps: readonly LookUpKind[], { what, within }: LookUp): void {
  const found = lookUps.find((one) => one.what === what);
  if (lookUps.length === 0) throw invalidRequest([{ path: "what", message: `a data source of the kind "${kind}" offers no names` }]);
  if (found === undefined) throw invalidRequest([{ path: "what", message: `must be one of ${lookUps.map((one) => one.what).join(", ")}` }]);
  if (found.within !== null && (within === null || within === ""))
    throw invalidRequest([{ path: "within", message: `is required here: ${found.within}` }]);
}

/** Asks a saved source for names, for at most ten seconds. Why it has none to give is a result, not an error. */
export const makeLookUpSource =
  ({ kinds, sources, connected, deadline }: LookUpSourceDeps) =>
  async (name: string, ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>> => {
    const stored = await sources.find(name);
    if (stored === null) throw sourceNotFound(name);
    const { kind } = stored.definition;
    checkAsk(kind, kinds.find(kind)?.lookUps ?? [], ask);
    const source = await connected(stored.id);
    if (!source.ok) return source;
    const { value } = source;
    if (value.lookUp === undefined) throw new Error(`the kind "${kind}" names look-ups that it cannot do`);
    const { lookUp } = value;
    const hits = await answerWithin(deadline, signal, (within) => lookUp(ask, within));
    return hits.ok ? { ok: true, value: hits.value.slice(0, ask.limit) } : hits;
  };

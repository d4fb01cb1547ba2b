import { createHash } from "node:crypto";
import { methodOfComposite, type SliceSettings, sliceKey } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import type { StreamCoverage } from "../objective/stream-store.ts";
import type { CompositeDefinition } from "./check-composites.ts";
import type { WantedComposite } from "./composite-writer.ts";

/** The same text for everything that is put together in the same way from the same objectives. */
function toWanted(definition: CompositeDefinition, slices: SliceSettings, ids: ReadonlyMap<string, string>): WantedComposite {
  const { how, parts } = definition.indicator;
  const written = parts.map(({ objective, weight }, index) => {
    const id = ids.get(objective);
    if (id !== undefined) return { objective: id, weight };
    throw invalidRequest([{ path: `indicator.parts[${index}].objective`, message: `there is no objective "${objective}"` }]);
  });
  const query = JSON.stringify({ how, parts: written, sliceKey: sliceKey({ method: methodOfComposite(how), slices }) });
  return {
    specHash: createHash("sha256").update(query).digest("hex"),
    query,
    parts: written.map(({ objective, weight }) => ({ objectiveId: objective, weight })),
  };
}

/**
 * The stream of a composite, and the slices of its parts that it is put together from, made where they are missing; the evaluator fills them.
 * All parts must exist by now.
 */
export async function ensureComposite(
  tx: Pick<DefinitionTransaction, "composites" | "streams">,
  definition: CompositeDefinition,
  startMinute: number,
): Promise<StreamCoverage> {
  const { slices, indicator } = definition;
  if (slices === null) throw invalidRequest([{ path: "slices", message: "is required for a composite" }]);
  const ids = await tx.composites.idsOf(indicator.parts.map(({ objective }) => objective));
  const wanted = toWanted(definition, slices, ids);
  const { stream, measured } = await tx.composites.ensure(wanted, startMinute);
  const key = sliceKey({ method: methodOfComposite(indicator.how), slices });
  await tx.streams.ensureSlices(measured.map((parentId) => ({ parentId, sliceKey: key })));
  return stream;
}

/** Parts before what is put together from them, as far as they are among these. */
export function inOrderOfParts<T extends { readonly definition: CompositeDefinition }>(items: readonly T[]): readonly T[] {
  const byName = new Map(items.map((item) => [item.definition.name, item]));
  const ordered = new Set<T>();
  const visiting = new Set<T>();
  const visit = (item: T): void => {
    if (ordered.has(item) || visiting.has(item)) return;
    visiting.add(item);
    for (const { objective } of item.definition.indicator.parts) {
      const part = byName.get(objective);
      if (part !== undefined) visit(part);
    }
    ordered.add(item);
  };
  for (const item of items) visit(item);
  return [...ordered];
}

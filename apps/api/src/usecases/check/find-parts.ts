import { type CompositeTree, definitionTerms, type Minute, type MinuteBlock, parseDecimal, type SliceTerms } from "@solvent/domain";
import type { CompositeDefinition } from "../composite/check-composites.ts";
import type { CompositeReader } from "../composite/composite-reader.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { joinBlocks } from "./day-minutes.ts";
import type { LastDay } from "./read-last-day.ts";

/** What is stored of objectives that a text only names. */
export interface StoredParts {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly composites: CompositeReader;
  readonly minutes: Pick<MinuteReader, "minutesBetween">;
}

/** What a text says of the objectives in it, by name: that goes before what is stored. */
export interface WrittenParts {
  /** The day that was read of a measured one, or why there is none. */
  readonly days: ReadonlyMap<string, LastDay | string>;
  readonly composites: ReadonlyMap<string, CompositeDefinition>;
}

/** A measured objective at the end of a composite's branches. */
export interface Leaf {
  readonly objective: string;
  /** Minutes before this one were not read; null: as far back as there are any. */
  readonly from: Minute | null;
  /** The first minute that is not known yet. */
  readonly to: Minute;
  /** Exactly [from, to); what is not there is missing. */
  read(from: Minute, to: Minute): Promise<MinuteBlock>;
}

type Found<T> = { readonly ok: true; readonly of: T } | { readonly ok: false; readonly reason: string };

interface Written {
  readonly how: CompositeTree["how"];
  readonly slices: SliceTerms | null;
  readonly parts: readonly { readonly objective: string; readonly weight: string }[];
}

const unknown = (objective: string, why: string) => ({ ok: false, reason: `of its part "${objective}" ${why}` }) as const;

const writtenOf = (definition: CompositeDefinition): Written => ({ ...definition.indicator, slices: definitionTerms(definition).slices });

const dayLeaf = (objective: string, day: LastDay): Leaf => ({
  objective,
  from: day.from,
  to: day.to,
  read: async (from, to) => joinBlocks({ blocks: [joinBlocks(day)], from, to }),
});

const storedLeaf = ({ minutes }: StoredParts, { name, streamId, watermark }: DirectoryEntry): Leaf => ({
  objective: name,
  from: null,
  to: watermark,
  read: async (from, to) => joinBlocks({ blocks: [await minutes.minutesBetween(streamId, from, to)], from, to }),
});

/**
 * How a composite of a text is put together, down to what is measured: what the text says itself, and for the rest what is stored. The leaves are
 * numbered as in the tree. Otherwise why not, of which part.
 */
export async function findParts(
  stored: StoredParts,
  written: WrittenParts,
  composite: CompositeDefinition,
): Promise<Found<{ readonly tree: CompositeTree; readonly leaves: readonly Leaf[] }>> {
  const leaves: Leaf[] = [];
  const known = new Map<string, Found<number | CompositeTree>>();

  const addLeaf = (leaf: Leaf): Found<number> => ({ ok: true, of: leaves.push(leaf) - 1 });

  async function treeOf(objective: string, { how, slices, parts }: Written): Promise<Found<CompositeTree>> {
    if (slices === null) return unknown(objective, "the slices are not known");
    const found: CompositeTree["parts"][number][] = [];
    for (const part of parts) {
      const one = await partOf(part.objective);
      if (!one.ok) return one;
      found.push({ weight: parseDecimal(part.weight), of: one.of });
    }
    return { ok: true, of: { how, slices, parts: found } };
  }

  async function findStored(objective: string): Promise<Found<number | CompositeTree>> {
    const entry = await stored.directory.findEntry(objective);
    if (entry === null || entry.firstMinute === entry.watermark) return unknown(objective, "nothing is known yet");
    if (entry.source !== null) return addLeaf(storedLeaf(stored, entry));
    const whole = await stored.composites.find(entry.streamId);
    if (whole === null) return unknown(objective, "nothing is known yet");
    return treeOf(objective, { ...whole, slices: definitionTerms(entry.terms).slices });
  }

  async function find(objective: string): Promise<Found<number | CompositeTree>> {
    const [definition, day] = [written.composites.get(objective), written.days.get(objective)];
    if (definition !== undefined) return treeOf(objective, writtenOf(definition));
    if (day === undefined) return findStored(objective);
    return typeof day === "string" ? unknown(objective, `there is none: ${day}`) : addLeaf(dayLeaf(objective, day));
  }

  /** Each objective once, however many it is a part of. */
  async function partOf(objective: string): Promise<Found<number | CompositeTree>> {
    const found = known.get(objective) ?? (await find(objective));
    known.set(objective, found);
    return found;
  }

  const tree = await treeOf(composite.name, writtenOf(composite));
  return tree.ok ? { ok: true, of: { tree: tree.of, leaves } } : tree;
}

import type { LookUpResult, Source, SourceKind } from "@solvent/api-contract";
import type { NameSearch } from "../../api/sources.queries.ts";
import { titleOf } from "../../lib/objective-text.ts";

type LookUpKind = SourceKind["lookUps"][number];

/** A source that names can be looked up in. */
export interface SearchableSource {
  readonly name: string;
  readonly title: string;
  readonly lookUps: readonly LookUpKind[];
}

/** The sources whose kind has anything to look up, in their order. */
export const searchableSources = (sources: readonly Source[], kinds: readonly SourceKind[]): SearchableSource[] =>
  sources.flatMap((source) => {
    const lookUps = kinds.find(({ kind }) => kind === source.kind)?.lookUps ?? [];
    return lookUps.length === 0 ? [] : [{ name: source.name, title: titleOf(source), lookUps }];
  });

/** What is entered: which source, which of its names, in what, and a part of the name. */
export interface LookUpEntry {
  readonly source: string;
  readonly what: string;
  readonly within: string;
  readonly text: string;
}

export const startEntry = (sources: readonly SearchableSource[]): LookUpEntry => ({
  source: sources[0]?.name ?? "",
  what: "",
  within: "",
  text: "",
});

export interface ChosenLookUp {
  readonly source: SearchableSource;
  readonly kind: LookUpKind;
}

/** What an entry means by now: the first of what there is where its choice is gone. Null without any source. */
export function chosenLookUp(sources: readonly SearchableSource[], entry: LookUpEntry): ChosenLookUp | null {
  const source = sources.find(({ name }) => name === entry.source) ?? sources[0];
  const kind = source?.lookUps.find(({ what }) => what === entry.what) ?? source?.lookUps[0];
  return source === undefined || kind === undefined ? null : { source, kind };
}

/** The search to make; null while it is not said within what. */
export function searchOf({ kind }: ChosenLookUp, { within, text }: LookUpEntry): NameSearch | null {
  const inside = within.trim();
  if (kind.within === null) return { what: kind.what, text: text.trim() };
  return inside === "" ? null : { what: kind.what, text: text.trim(), within: inside };
}

/** "3 names", "the first 20 names". */
export function foundText({ items }: LookUpResult, limit: number): string {
  if (items.length >= limit) return `The first ${items.length} names`;
  return items.length === 1 ? "1 name" : `${items.length} names`;
}

import type { Source, SourceKind } from "@solvent/api-contract";
import { titleOf } from "../../lib/objective-text.ts";
import { EXAMPLE_SOURCE, starterText } from "./starter.ts";

type Template = SourceKind["templates"][number];

/** A connected source with the texts that its kind gives to begin with. */
export interface SourceTemplates {
  readonly name: string;
  readonly title: string;
  readonly templates: readonly Template[];
}

/** The sources whose kind gives any, in their order. */
export const sourceTemplates = (sources: readonly Source[], kinds: readonly SourceKind[]): SourceTemplates[] =>
  sources.flatMap((source) => {
    const templates = kinds.find(({ kind }) => kind === source.kind)?.templates ?? [];
    return templates.length === 0 ? [] : [{ name: source.name, title: titleOf(source), templates }];
  });

/** The text as it can be checked: it names the source. */
export const filledIn = (template: Pick<Template, "text">, source: string): string => template.text.replace(/\bSOURCE\b/g, () => source);

/** The first text of a new definition: what the kind of the wanted source begins with, or of the first source that is connected. */
export function firstText(sources: readonly Source[], kinds: readonly SourceKind[], wanted: string | null): string {
  const source = sources.find(({ name }) => name === wanted) ?? sources[0];
  if (source === undefined) return starterText(EXAMPLE_SOURCE);
  const template = kinds.find(({ kind }) => kind === source.kind)?.templates[0];
  return template === undefined ? starterText(source.name) : filledIn(template, source.name);
}

import type { SpecFormat } from "./format.ts";
import { openslo } from "./formats/openslo/openslo.ts";

export const FORMAT_NAMES = ["openslo"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** The one list of formats. A document belongs to the first that claims it. */
export const FORMATS: Readonly<Record<FormatName, SpecFormat>> = { openslo };

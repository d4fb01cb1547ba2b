import type { SourceKind } from "@solvent/metric-sources";

/** A kind of data source whose connection and query types are its own business. */
export type AnySourceKind = SourceKind;

/** The kinds that this Solvent knows. */
export interface SourceKinds {
  all(): readonly AnySourceKind[];
  find(kind: string): AnySourceKind | null;
}

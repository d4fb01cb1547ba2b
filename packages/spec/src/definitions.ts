import type { ObjectiveDefinition, ServiceDefinition, SourceDefinition } from "@solvent/domain";
import type { ObjectiveAdjustments } from "./brought-adjustment.ts";

/** Definitions of a text. Names are unique per kind. */
export interface Definitions {
  readonly services: readonly ServiceDefinition[];
  readonly sources: readonly SourceDefinition[];
  readonly objectives: readonly ObjectiveDefinition[];
  /** Of those objectives that bring any. */
  readonly adjustments: readonly ObjectiveAdjustments[];
}

export type DefinitionKind = "service" | "source" | "objective";

export interface DefinitionRef {
  readonly kind: DefinitionKind;
  readonly name: string;
}

import type {
  AlertPolicyDefinition,
  ObjectiveDefinition,
  ObjectiveGroupDefinition,
  ServiceDefinition,
  SourceDefinition,
} from "@solvent/domain";
import type { ObjectiveAdjustments } from "./brought-adjustment.ts";
import type { ObjectiveAgreements } from "./promised-agreement.ts";

/** Definitions of a text. Names are unique per kind. */
export interface Definitions {
  readonly services: readonly ServiceDefinition[];
  readonly sources: readonly SourceDefinition[];
  readonly policies: readonly AlertPolicyDefinition[];
  readonly objectives: readonly ObjectiveDefinition[];
  /** Their names are not those of objectives. */
  readonly groups: readonly ObjectiveGroupDefinition[];
  /** Of those objectives that bring any. */
  readonly adjustments: readonly ObjectiveAdjustments[];
  /** Of those objectives on which something is promised. */
  readonly agreements: readonly ObjectiveAgreements[];
}

export type DefinitionKind = "service" | "source" | "policy" | "objective";

/** A group is referred to as the objective that it is written as. */
export interface DefinitionRef {
  readonly kind: DefinitionKind;
  readonly name: string;
}

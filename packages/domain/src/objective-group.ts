import type { ObjectiveDefinition } from "./objective.ts";

/** Objectives of one group; combinations beyond it are left out, with a warning. */
export const DEFAULT_GROUP_CAP = 500;
export const MAX_GROUP_LABELS = 5;

/** One definition, one objective per combination of labels that its metrics have. */
export interface ObjectiveGroupDefinition {
  /** Its name is that of the group; names of the objectives are made of it and their labels. */
  readonly objective: ObjectiveDefinition;
  /** Names of labels, 1 to MAX_GROUP_LABELS, each once. */
  readonly groupBy: readonly string[];
  /** 1 to DEFAULT_GROUP_CAP. */
  readonly cap: number;
}

/** What a group can be made by: a label as Prometheus names it. */
export const GROUP_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/;

/** OpenSLO's limit; the labels of a combination count too. */
export const MAX_LABELS_OF_OBJECTIVE = 64;

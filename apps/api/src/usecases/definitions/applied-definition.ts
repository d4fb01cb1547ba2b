import type { SavedObjective } from "../objective/save-objectives.ts";

/** What applying did to one definition, or would do. */
export interface AppliedDefinition extends SavedObjective {
  readonly kind: "Service" | "DataSource" | "AlertPolicy" | "SLO" | "Agreement";
  /** One objective per combination of labels. */
  readonly group?: boolean;
}

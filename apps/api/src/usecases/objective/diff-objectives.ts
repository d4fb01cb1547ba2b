import { isoOfMinute, type ObjectiveDefinition } from "@solvent/domain";
import { diffDefinitions } from "./diff-definitions.ts";
import type { DefinitionChange } from "./objective-store.ts";

/** As people read it: an instant instead of a number of minutes. */
const readable = (definition: ObjectiveDefinition) => ({
  ...definition,
  sloStart: definition.sloStart === null ? null : isoOfMinute(definition.sloStart),
});

/** What differs between two definitions of an objective, by path, in the words of the API. */
export const diffObjectives = (before: ObjectiveDefinition, after: ObjectiveDefinition): DefinitionChange[] =>
  diffDefinitions(readable(before), readable(after));

import type { ParseOptions, Place } from "@solvent/spec";
import type { DefinitionPart, ReadText } from "../../usecases/definitions/definition-reader.ts";

/** The thread's first message: its modules are loaded, so that loading them is no part of any text's time. */
export const READY = "ready";

export interface WorkerRequest {
  readonly text: string;
  readonly parts: readonly DefinitionPart[];
  readonly options: ParseOptions;
}

export interface WorkerAnswer {
  readonly read: ReadText;
  readonly places: readonly (Place | null)[];
}

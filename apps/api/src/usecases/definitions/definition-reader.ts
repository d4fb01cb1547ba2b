import type { DeclaredKind, DefinitionRef, Definitions, Diagnostic, Path, Place } from "@solvent/spec";

export interface ReadText {
  /** What could be read. With an error among the diagnostics it must not be stored. */
  readonly definitions: Definitions;
  readonly diagnostics: readonly Diagnostic[];
  readonly declaredKinds: readonly DeclaredKind[];
}

/** A part of a definition; `offset` counts UTF-16 units inside a text value. */
export interface DefinitionPart {
  readonly of: DefinitionRef;
  readonly path: Path;
  readonly offset?: number;
}

/** Reads definition texts of unknown origin within bounds of time and memory. Throws `definition.invalid` beyond them. */
export interface DefinitionReader {
  read(text: string): Promise<ReadText>;
  /** Where parts of the definitions of the same text are written, in the order asked for; null for what is not in it. */
  locate(text: string, parts: readonly DefinitionPart[]): Promise<readonly (Place | null)[]>;
}

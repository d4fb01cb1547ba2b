import type { CompositeKind } from "@solvent/domain";
import type { StreamHead } from "../minutes/minute-store.ts";

/** A part as it is read now. */
export interface ReadPart {
  readonly objective: string;
  readonly displayName: string | null;
  readonly weight: string;
  /** What its slices are judged from, and the slices; both the same for one that is a composite itself. Null: there are none yet. */
  readonly streams: { readonly streamId: number; readonly slices: StreamHead } | null;
  /** How one that is a composite is put together; null for what is measured. */
  readonly how: CompositeKind | null;
}

export interface ReadComposite {
  readonly how: CompositeKind;
  /** In the order of the definition. */
  readonly parts: readonly ReadPart[];
}

export interface CompositeReader {
  /** Null when the stream is no composite. */
  find(streamId: number): Promise<ReadComposite | null>;
}

import type { FieldType, Source } from "./document.ts";

/** An index, or a data stream with one backing index, whose documents are a function of time. */
export interface SimulatedIndex {
  readonly name: string;
  /** Its name is that of a data stream. */
  readonly dataStream?: true;
  readonly aliases?: readonly string[];
  /** When a document happened; "@timestamp" when left out. */
  readonly timeField?: string;
  /** Type of each field by its dotted name. */
  readonly mapping: Readonly<Record<string, FieldType>>;
  /** Seconds between refreshes; 1 when left out. Null: only when it is told to. */
  readonly refreshSeconds?: number | null;
  /** The first minute that has documents. */
  readonly firstMinute: number;
  /** What happened in a minute. The field `event.ingested` says when a document arrived; without it, at its own time. */
  documentsOf(minute: number): readonly Source[];
}

/** The name of the index that really holds the documents. */
export const backingName = ({ name, dataStream }: Pick<SimulatedIndex, "name" | "dataStream">): string =>
  dataStream === undefined ? name : `.ds-${name}-2026.11.01-000001`;

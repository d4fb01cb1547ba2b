/** What is stored about a stream besides its minutes. */
export interface StreamFacts {
  /** As its source was asked. */
  readonly query: string;
  readonly strategy: string | null;
  readonly exactness: string | null;
  readonly clampedMinutes: number;
}

export interface StreamFactsReader {
  findFacts(streamId: number): Promise<StreamFacts | null>;
}

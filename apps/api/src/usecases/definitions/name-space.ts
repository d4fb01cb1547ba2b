/** Inside a transaction. The names that objectives and groups share. */
export interface NameSpace {
  /** Which of these names are taken. */
  taken(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** The same before objectives of the others are added: until the end of the transaction no group takes one of them. */
  keep(names: readonly string[]): Promise<ReadonlySet<string>>;
}

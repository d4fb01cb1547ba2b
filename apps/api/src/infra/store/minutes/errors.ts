/** A write that the contract of MinuteTransaction.writeMinutes refuses. Nothing of the transaction is stored. */
export class MinuteWriteError extends Error {
  override readonly name = "MinuteWriteError";
}

/** The tables contradict themselves: a row that the coverage of a stream promises is not there. */
export class MinuteStoreCorruptError extends Error {
  override readonly name = "MinuteStoreCorruptError";
}

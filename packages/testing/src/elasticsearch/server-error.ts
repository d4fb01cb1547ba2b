/** An error as the server answers it. */
export class ServerError extends Error {
  readonly status: number;
  readonly type: string;
  /** Whether it came up in the shards, and is so wrapped. */
  readonly inShards: boolean;
  constructor(status: number, type: string, reason: string, inShards = false) {
    super(reason);
    this.status = status;
    this.type = type;
    this.inShards = inShards;
  }
}

/** The body of an error answer. */
export function toErrorBody({ status, type, message, inShards }: ServerError): string {
  const cause = { type, reason: message };
  const error = inShards
    ? {
        root_cause: [cause],
        type: "search_phase_execution_exception",
        reason: "all shards failed",
        phase: "query",
        grouped: true,
        failed_shards: [{ shard: 0, index: "simulated", node: "node-1", reason: cause }],
      }
    : { root_cause: [cause], ...cause };
  return JSON.stringify({ error, status });
}

export const parsingError = (reason: string): ServerError => new ServerError(400, "parsing_exception", reason);
export const illegalArgument = (reason: string): ServerError => new ServerError(400, "illegal_argument_exception", reason, true);
export const queryShardError = (reason: string): ServerError => new ServerError(400, "query_shard_exception", reason, true);
export const indexNotFound = (name: string): ServerError => new ServerError(404, "index_not_found_exception", `no such index [${name}]`);

import { parseArgs } from "node:util";

export interface Options {
  readonly streams: number;
  readonly days: number;
  readonly seed: number;
  /** Times that each question is asked. */
  readonly repeats: number;
  readonly json: boolean;
  /** Where the database goes; a new directory below it is removed at the end. */
  readonly directory: string;
}

/** Throws an error that names the option. */
export function parseOptions(args: readonly string[], defaultDirectory: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      streams: { type: "string", default: "1000" },
      days: { type: "string", default: "30" },
      seed: { type: "string", default: "1" },
      repeats: { type: "string", default: "100" },
      directory: { type: "string", default: defaultDirectory },
      json: { type: "boolean", default: false },
    },
  });
  return {
    streams: toCount("--streams", values.streams, 100),
    days: toCount("--days", values.days, 30),
    seed: toCount("--seed", values.seed, 0),
    repeats: toCount("--repeats", values.repeats, 20),
    directory: values.directory,
    json: values.json,
  };
}

function toCount(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`${name} ${text}: must be an integer, at least ${least}`);
  return value;
}

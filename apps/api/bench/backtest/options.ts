import { parseArgs } from "node:util";

export interface Options {
  readonly json: boolean;
  readonly streams: number;
  /** Days that are replayed; the longest window before them is stored as well. */
  readonly days: number;
  /** Where the database goes; a new directory below it is removed at the end. */
  readonly directory: string;
}

/** Throws an error that names the option. */
export function parseOptions(args: readonly string[], defaultDirectory: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      streams: { type: "string", default: "1000" },
      days: { type: "string", default: "90" },
      directory: { type: "string", default: defaultDirectory },
      json: { type: "boolean", default: false },
    },
  });
  return {
    streams: toCount("--streams", values.streams, { least: 3, most: 100_000 }),
    days: toCount("--days", values.days, { least: 1, most: 100 }),
    directory: values.directory,
    json: values.json,
  };
}

function toCount(name: string, text: string, { least, most }: { readonly least: number; readonly most: number }): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} ${text}: must be an integer from ${least} to ${most}`);
}

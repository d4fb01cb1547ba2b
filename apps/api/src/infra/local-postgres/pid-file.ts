import { readFileSync } from "node:fs";
import { join } from "node:path";
import { servesDirectory } from "./process-identity.ts";

/** What a server writes about itself into its data directory. */
export interface PidFile {
  readonly pid: number;
  /** null until the server has written its port */
  readonly port: number | null;
  readonly ready: boolean;
}

export const pidFilePath = (dataDir: string) => join(dataDir, "postmaster.pid");

/** Reads postmaster.pid: line 1 is the pid, line 4 the port, line 8 the state. Null when there is none or it is half written. */
export function readPidFile(dataDir: string): PidFile | null {
  let lines: string[];
  try {
    lines = readFileSync(pidFilePath(dataDir), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number.parseInt(lines[0] ?? "", 10);
  const port = Number.parseInt(lines[3] ?? "", 10);
  if (!(pid > 0)) return null;
  return { pid, port: Number.isNaN(port) ? null : port, ready: lines[7]?.trim() === "ready" };
}

/** The server that runs on this data directory; null when the file is absent or left behind by a server that is gone. */
export function findRunningServer(dataDir: string): PidFile | null {
  const file = readPidFile(dataDir);
  return file !== null && servesDirectory(file.pid, dataDir) ? file : null;
}

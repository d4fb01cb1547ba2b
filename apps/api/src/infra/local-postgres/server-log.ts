import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";

const MAX_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** Opens the log that the server's error output is appended to. One older file is kept. */
export function openServerLog(path: string): number {
  if (existsSync(path) && statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, "a+", 0o600);
}

export const logSize = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** What was appended since the log had `offset` bytes, at most the last 16 KiB of it. */
export function readSince(path: string, offset: number): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const from = Math.max(offset, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    readSync(file, buffer, 0, buffer.length, from);
    return buffer.toString("utf8");
  } finally {
    closeSync(file);
  }
}

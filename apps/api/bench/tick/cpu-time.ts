import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** Ticks per second of /proc, fixed at 100 on Linux whatever the kernel's own rate is. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  /** Of the process itself and of its children that have ended, in clock ticks. */
  readonly ticks: number;
}

function readStat(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold blanks; what counts follows the last one.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    return { parent: fields[1] ?? 0, ticks: [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0) };
  } catch {
    return null;
  }
}

function postgresTicks(postmaster: number): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.reduce((sum, pid) => {
    const stat = readStat(pid);
    return stat !== null && (Number(pid) === postmaster || stat.parent === postmaster) ? sum + stat.ticks : sum;
  }, 0);
}

/** Processor time of this process and of the Postgres on `dataDir`, in ms. Null where there is no /proc to read the latter from. */
export function makeCpuClock(dataDir: string): () => number | null {
  const postmaster = Number(readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
  return () => {
    const { user, system } = process.cpuUsage();
    const own = (user + system) / 1000;
    return process.platform === "linux" ? own + (postgresTicks(postmaster) * 1000) / TICKS_PER_SECOND : null;
  };
}

import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import process from "node:process";

/**
 * When a process started, in the unit of its operating system; "" when the system cannot tell, null when there is no such
 * process. Together with the pid it names one process, because pids are used again: after a reboot, and in a restarted
 * container nearly always. A zombie counts as gone.
 */
export function findStartTime(pid: number): string | null {
  if (process.platform === "linux") return findLinuxStartTime(pid);
  if (!answersSignals(pid)) return null;
  if (process.platform === "win32") return "";
  return ps(pid, "lstart=").replaceAll(/\s+/g, "-") || null;
}

/** Whether the process is a Postgres that serves this data directory. True also when that cannot be found out. */
export function servesDirectory(pid: number, dataDir: string): boolean {
  if (findStartTime(pid) === null) return false;
  if (process.platform === "win32") return true;
  if (process.platform !== "linux") return ps(pid, "command=").includes(dataDir);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

function findLinuxStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    return state === "Z" || startTicks === undefined ? null : startTicks;
  } catch {
    return null;
  }
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function ps(pid: number, column: string): string {
  return spawnSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}

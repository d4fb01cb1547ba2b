import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

const LINES_KEPT = 15;
const PATIENCE_MS = 20_000;
const LAST_WORDS_MS = 500;

/** A program that the launcher has started. */
export interface Child {
  readonly name: string;
  /** The part of the next line of output that the pattern captures; stays pending when the program ends before, see `ended`. */
  line(pattern: RegExp): Promise<string>;
  /** Why it ended, in words. Never rejects. */
  readonly ended: Promise<string>;
  /** What it said last. */
  lastWords(): string;
  /** Asks it to end, and waits until it has; ends it by force when it does not. Asking twice makes it hurry. */
  stop(): Promise<void>;
  /** Closes its standard input, which is what happens when the launcher ends. */
  letGo(): void;
}

export interface ChildProgram {
  readonly name: string;
  /** Arguments of Node. */
  readonly program: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Everything it prints goes there. */
  readonly logFile: string;
}

/** Resolves once it has ended and its last words are read; something that it started may keep its output open, so not for ever. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      const why = signal === null ? `exit code ${code}` : `signal ${signal}`;
      child.once("close", () => resolve(why));
      setTimeout(() => resolve(why), LAST_WORDS_MS);
    });
  });
}

async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}

/** Starts a program in a process group of its own: Ctrl-C is for the launcher, which passes it on once. */
export function startChild({ name, program, env, cwd, logFile }: ChildProgram): Child {
  const child = spawn(process.execPath, [...program], { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const ended = endOf(child);
  const kept: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const take = (line: string): void => {
    appendFileSync(logFile, `${line}\n`);
    kept.push(line);
    if (kept.length > LINES_KEPT) kept.shift();
    for (const listener of listeners) listener(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", take);
  // Writing to a program that has just ended is no problem of ours.
  child.stdin.on("error", () => undefined);
  return {
    name,
    ended,
    lastWords: () => kept.join("\n"),
    line: (pattern) =>
      new Promise((resolve) => {
        const listener = (line: string): void => {
          const found = pattern.exec(line);
          if (found === null) return;
          listeners.delete(listener);
          resolve(found[1] ?? "");
        };
        listeners.add(listener);
      }),
    stop: () => end(child, ended),
    letGo: () => child.stdin.destroy(),
  };
}

// Loaded into every program that the launcher starts, before the program itself. The launcher holds the other end of standard input:
// when it is gone, however it ended, the program is asked to stop, so that nothing is left behind.
import process from "node:process";

process.stdin.resume().once("close", () => process.kill(process.pid, "SIGTERM"));

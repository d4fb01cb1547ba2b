// A Solvent of its own that starts the embedded server, says so on its output and then does what its second argument says:
// `wait` until it is killed, or `exit` without stopping the server.
import process from "node:process";
import { startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";

const [dataDir = "", then = ""] = process.argv.slice(2);
process.on("SIGINT", () => process.stdout.write("interrupted\n"));
const { url, adopted } = await startLocalPostgres({ dataDir, log: () => undefined, settings: { fsync: "off" } });
process.stdout.write(`${JSON.stringify({ url, adopted })}\n`);
if (then === "exit") process.exit(0);
process.stdin.resume();

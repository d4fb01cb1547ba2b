// A process of its own that migrates: the tests kill it.
import process from "node:process";
import { migrate } from "../../src/infra/store/migrate.ts";

const [url = "", dir = ""] = process.argv.slice(2);
await migrate(url, dir);

import process from "node:process";
import { migrate } from "../../src/infra/store/migrate.ts";

const [databaseUrl = "", directory = ""] = process.argv.slice(2);
process.stdout.write("migrating\n");
const applied = await migrate(databaseUrl, directory);
process.stdout.write(`applied ${applied.length}\n`);

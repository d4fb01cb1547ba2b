import { defineConfig } from "prisma/config";

/** Only `generate`, `validate` and `format` of the Prisma CLI are used (see scripts/prisma.mjs); none of them needs a database. */
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
});

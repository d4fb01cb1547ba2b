import { defineConfig } from "vitest/config";

/** Tests against real programs of the system. One file at a time: they start servers and measure. */
export default defineConfig({
  test: {
    name: "real",
    include: ["packages/*/{src,test}/**/real/**/*.test.ts", "apps/*/{src,test}/**/real/**/*.test.ts"],
    globalSetup: ["apps/api/test/setup/postgres.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

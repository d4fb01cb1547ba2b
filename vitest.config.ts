import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** Tests that need programs of the system (Prometheus, …) live under `real/` and run by vitest.real.config.ts. */
const exclude = [...configDefaults.exclude, "**/real/**"];

const PACKAGES = ["domain", "spec", "metric-sources", "notifiers", "api-contract", "testing"];

/** `expect.poll` ends when what is waited for is there: a slow machine gets the time that a fast one does not need. */
const patience = { poll: { timeout: 10_000 } };

const packageProject = (name: string) => ({
  test: {
    name,
    include: [`packages/${name}/src/**/*.test.ts`, `packages/${name}/test/**/*.test.ts`],
    exclude,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: patience,
  },
});

export default defineConfig({
  test: {
    // Every file has a database, a browser or ports of its own: one worker per core, and two where there is only one.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      ...PACKAGES.map(packageProject),
      {
        test: {
          name: "api",
          include: ["apps/api/src/**/*.test.ts", "apps/api/test/**/*.test.ts"],
          exclude,
          globalSetup: ["apps/api/test/setup/postgres.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        test: {
          name: "demo",
          include: ["apps/demo/src/**/*.test.ts", "apps/demo/test/**/*.test.ts"],
          exclude,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        test: {
          name: "web",
          include: ["apps/web/src/**/*.test.{ts,tsx}", "apps/web/test/**/*.test.{ts,tsx}"],
          exclude,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
    ],
  },
});

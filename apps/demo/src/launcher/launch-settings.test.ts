import { expect, test } from "vitest";
import { SettingsError } from "../company/settings.ts";
import { companyEnvironment, launchSettings, solventEnvironment } from "./launch-settings.ts";

test("the demo has ports and a data directory of its own", () => {
  expect(launchSettings({}, "/checkout")).toMatchObject({ basePort: 4610, solventPort: 4600, dataDir: "/checkout/.solvent-demo" });
});

test("Solvent reads thirty days of history and says little, unless it is told otherwise", () => {
  expect(solventEnvironment(launchSettings({}, "/checkout"))).toMatchObject({
    SOLVENT_PORT: "4600",
    SOLVENT_DATA_DIR: "/checkout/.solvent-demo",
    SOLVENT_BACKFILL_DAYS: "30",
    SOLVENT_LOG_LEVEL: "warn",
  });
  expect(solventEnvironment(launchSettings({ SOLVENT_LOG_LEVEL: "debug" }, "/checkout"))).toMatchObject({ SOLVENT_LOG_LEVEL: "debug" });
});

test("a database of somebody else is never touched", () => {
  const settings = launchSettings({ DATABASE_URL: "postgresql://prod/solvent", PATH: "/bin" }, "/checkout");
  expect(solventEnvironment(settings)).not.toHaveProperty("DATABASE_URL");
  expect(companyEnvironment(settings)).toMatchObject({ PATH: "/bin", DEMO_PORT: "4610", DEMO_DATA_DIR: "/checkout/.solvent-demo/company" });
});

test.each(["many", "0", "70000"])("SOLVENT_PORT %s is refused", (port) => {
  expect(() => launchSettings({ SOLVENT_PORT: port }, "/checkout")).toThrow(SettingsError);
});

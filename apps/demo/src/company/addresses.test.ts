import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SERVICES, type Service } from "../model/catalogue.ts";
import { type Addresses, withAddresses } from "./addresses.ts";
import { companySettings, SettingsError } from "./settings.ts";

const definitions = readFileSync(join(import.meta.dirname, "../../definitions/company.yaml"), "utf8");
const addressesFrom = (base: number): Addresses => ({
  control: `127.0.0.1:${base}`,
  slack: `127.0.0.1:${base + 1}`,
  services: Object.fromEntries(SERVICES.map((service, index) => [service, `127.0.0.1:${base + 2 + index}`])) as Record<Service, string>,
});

test("the definitions file holds the addresses of the default ports", () => {
  expect(withAddresses(definitions, addressesFrom(4610))).toBe(definitions);
});

test("with other ports every address of the definitions changes, and nothing else", () => {
  const moved = withAddresses(definitions, addressesFrom(7000));
  expect(moved).not.toMatch(/127\.0\.0\.1:46/);
  expect(withAddresses(definitions, { ...addressesFrom(7000), control: "demo:7000" })).toContain("http://demo:7000/history/shop");
  expect(moved.replace(/127\.0\.0\.1:\d+/g, "")).toBe(definitions.replace(/127\.0\.0\.1:\d+/g, ""));
});

test("settings have defaults and refuse what makes no sense", () => {
  expect(companySettings({})).toMatchObject({
    host: "127.0.0.1",
    publicHost: "127.0.0.1",
    basePort: 4610,
    dataDir: null,
    solventUrl: null,
  });
  expect(companySettings({ DEMO_HOST: "0.0.0.0", DEMO_PUBLIC_HOST: "demo", DEMO_PORT: "0" })).toMatchObject({
    publicHost: "demo",
    basePort: 0,
  });
  expect(() => companySettings({ DEMO_PORT: "many" })).toThrow(SettingsError);
  expect(() => companySettings({ DEMO_SOLVENT_URL: "nowhere" })).toThrow(SettingsError);
});

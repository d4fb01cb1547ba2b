import { join, resolve } from "node:path";
import { basePortOf, SettingsError } from "../company/settings.ts";

/** What `npm run demo` was asked for. */
export interface LaunchSettings {
  readonly root: string;
  readonly basePort: number;
  readonly solventPort: number;
  /** Of Solvent and of the company; not the one that `npm start` uses. */
  readonly dataDir: string;
  /** What both programs get: the demo never writes into somebody's database. */
  readonly env: NodeJS.ProcessEnv;
}

const DEFAULT_SOLVENT_PORT = "4600";

/** Reads the environment; throws SettingsError. */
export function launchSettings(env: NodeJS.ProcessEnv, root: string): LaunchSettings {
  const { DATABASE_URL: _elsewhere, SOLVENT_DATA_DIR: dataDir, SOLVENT_PORT: port, ...rest } = env;
  const portText = port || DEFAULT_SOLVENT_PORT;
  const solventPort = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || solventPort < 1 || solventPort > 65_535) {
    throw new SettingsError(`SOLVENT_PORT must be a port from 1 to 65535, not ${portText}`);
  }
  return { root, basePort: basePortOf(env), solventPort, dataDir: resolve(root, dataDir || ".solvent-demo"), env: rest };
}

/** What Solvent is started with. */
export const solventEnvironment = ({ env, solventPort, dataDir }: LaunchSettings): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  SOLVENT_BACKFILL_DAYS: "30",
  SOLVENT_LOG_LEVEL: "warn",
  ...env,
  SOLVENT_PORT: String(solventPort),
  SOLVENT_DATA_DIR: dataDir,
});

export const companyEnvironment = ({ env, basePort, dataDir }: LaunchSettings): NodeJS.ProcessEnv => ({
  ...env,
  DEMO_PORT: String(basePort),
  DEMO_DATA_DIR: join(dataDir, "company"),
});

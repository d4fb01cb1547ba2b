/** Where the company listens and what it is called from outside. */
export interface CompanySettings {
  /** Address to listen on. */
  readonly host: string;
  /** Name under which Solvent and people reach it. */
  readonly publicHost: string;
  /** First of the ports; 0: any free ones. */
  readonly basePort: number;
  /** Where the past is kept; null: it is forgotten. */
  readonly dataDir: string | null;
  /** A Solvent that the company introduces itself to; null when somebody else does that. */
  readonly solventUrl: string | null;
  /** How long the page of the decommissioned service still answers, without a single metric. */
  readonly lastRitesMs: number;
}

/** Long enough that Solvent reads the history of a page that it can reach. */
const LAST_RITES_MS = 5 * 60_000;

export const DEFAULT_BASE_PORT = 4610;
/** From the first port on: control, the page that stands in for Slack, then the services in the order of the catalogue. */
export const SLACK_OFFSET = 1;
export const SERVICES_OFFSET = 2;
const LAST_BASE_PORT = 65_000;

/** A setting that makes no sense, in words for whoever started the demo. */
export class SettingsError extends Error {}

/** `DEMO_PORT`, or the default. */
export function basePortOf(env: NodeJS.ProcessEnv): number {
  const text = env["DEMO_PORT"] ?? "";
  if (text === "") return DEFAULT_BASE_PORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > LAST_BASE_PORT)
    throw new SettingsError(`DEMO_PORT must be a port from 0 to ${LAST_BASE_PORT}, not ${text}`);
  return port;
}

/** Reads the environment; throws SettingsError. */
export function companySettings(env: NodeJS.ProcessEnv): CompanySettings {
  const host = env["DEMO_HOST"] || "127.0.0.1";
  const solventUrl = env["DEMO_SOLVENT_URL"] || null;
  if (solventUrl !== null && !URL.canParse(solventUrl)) throw new SettingsError(`DEMO_SOLVENT_URL is no address: ${solventUrl}`);
  return {
    host,
    publicHost: env["DEMO_PUBLIC_HOST"] || host,
    basePort: basePortOf(env),
    dataDir: env["DEMO_DATA_DIR"] || null,
    solventUrl,
    lastRitesMs: LAST_RITES_MS,
  };
}

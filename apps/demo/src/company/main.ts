import process from "node:process";
import { provision } from "../provision/provision.ts";
import { solventClient, untilReady } from "../provision/solvent-client.ts";
import { type Company, startCompany } from "./company.ts";
import { type CompanySettings, companySettings, SettingsError } from "./settings.ts";

/** One line as JSON, for the launcher: everything is listening. */
function announce({ addresses }: Company): void {
  console.log(`The company is open ${JSON.stringify(addresses)}`);
}

async function introduce({ solventUrl }: CompanySettings, { addresses }: Company, signal: AbortSignal): Promise<void> {
  if (solventUrl === null) return;
  await untilReady(solventUrl, signal);
  const { objectives } = await provision(solventClient(solventUrl), addresses);
  console.log(`${objectives} objectives are defined at ${solventUrl}`);
}

/** The company alone, until it is asked to stop. */
async function main(): Promise<void> {
  const abort = new AbortController();
  const requested = new Promise<void>((resolve) => abort.signal.addEventListener("abort", () => resolve(), { once: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => abort.abort(new Error(signal)));
  const settings = companySettings(process.env);
  const company = await startCompany(settings);
  announce(company);
  const introduced = introduce(settings, company, abort.signal);
  await Promise.race([requested, introduced.then(() => requested)]).finally(() => company.stop());
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
}

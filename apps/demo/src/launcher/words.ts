import type { ObjectiveSummary } from "@solvent/api-contract";
import type { Addresses } from "../company/addresses.ts";

/** What somebody needs to know who has just started the demo. */
export function welcome(facts: {
  readonly url: string;
  readonly addresses: Addresses;
  readonly objectives: number;
  readonly changed: number;
  readonly dataDir: string;
}): string {
  const { url, addresses, objectives, changed, dataDir } = facts;
  const news = changed === 0 ? "as you left them" : "new or changed";
  return `
  The board      ${url}
  Slack, almost  http://${addresses.slack}
  The company    http://${addresses.services.storefront} and its neighbours; ${objectives} objectives, ${news}

  Break something   npm run demo:incident            checkout is down for 2 minutes, watch both pages
                    npm run demo:incident -- --help  other incidents
  Stop it early     npm run demo:incident stop

  History before the first start is generated. Data and logs: ${dataDir}
  Ctrl-C ends everything.
`;
}

const ORDER = ["on-target", "at-risk", "exhausted", "no-data", "low-evidence"] as const;

/** One line about the finished board. */
export function boardLines(rows: readonly ObjectiveSummary[], seconds: number): string {
  const counts = ORDER.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
  const parts = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state.replaceAll("-", " ")}`);
  return `  The board is complete after ${seconds.toFixed(0)} s: ${parts.join(", ")}.`;
}

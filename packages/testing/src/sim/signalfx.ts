import { demoShop, startSignalFxSimulator } from "../signalfx/index.ts";
import type { Simulation } from "./kind.ts";

const TOKEN = "simulated-token";
const SHOP = { services: ["checkout", "cart", "search"], regions: ["eu", "us"] };

const EXAMPLE = `good = data('http.requests', filter=filter('service', 'checkout') and not filter('code', '5*'), rollup='sum').sum().publish(label='good')
total = data('http.requests', filter=filter('service', 'checkout'), rollup='sum').sum().publish(label='total')`;

export const signalFxSimulation: Simulation = {
  kind: "signalfx",
  async start(port) {
    const simulator = await startSignalFxSimulator({ series: demoShop(SHOP), token: TOKEN, now: Date.now, port });
    const { url } = simulator;
    return {
      address: url,
      connect: [`streamUrl: ${url}`, `apiUrl: ${url}`, "maxDelaySeconds: 10", `token (secret): ${TOKEN}`],
      example: [
        EXAMPLE,
        "",
        "Points of your own:",
        `curl -H 'X-SF-TOKEN: ${TOKEN}' -H 'content-type: application/json' ${url}/v2/datapoint \\`,
        `  -d '{"counter":[{"metric":"http.requests","value":3,"dimensions":{"service":"checkout","region":"eu","code":"500"}}]}'`,
      ].join("\n"),
      stop: () => simulator.stop(),
    };
  },
};

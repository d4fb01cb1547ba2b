import { type Route, routeById } from "../model/catalogue.ts";
import { makePacer } from "../model/pacer.ts";
import type { World } from "./world.ts";

/** More requests under way mean that the machine does not keep up; further ones are dropped rather than piled up. */
const MOST_UNDER_WAY = 200;
/** After a pause, e.g. of a sleeping laptop, the load goes on and does not catch up. */
const LONGEST_STEP_MS = 5000;

export interface Load {
  /** Sends what is due since the last call. */
  step(): void;
}

/** The customers and drivers of the company. */
export function makeLoad(deps: { readonly world: World; readonly ask: (route: Route) => Promise<boolean> }): Load {
  const { world } = deps;
  const pacer = makePacer();
  let lastMs = world.nowMs();
  let underWay = 0;

  async function send(id: string): Promise<void> {
    if (underWay >= MOST_UNDER_WAY) return;
    underWay += 1;
    try {
      await deps.ask(routeById(id));
    } finally {
      underWay -= 1;
    }
  }

  return {
    step() {
      const nowMs = world.nowMs();
      const fromMs = Math.max(lastMs, nowMs - LONGEST_STEP_MS);
      lastMs = nowMs;
      if (nowMs <= fromMs) return;
      for (const id of pacer.due(fromMs, nowMs, world.incidents())) void send(id);
    },
  };
}

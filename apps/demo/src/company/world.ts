import { type OwnBehaviour, ownBehaviour } from "../model/behaviour.ts";
import type { Route } from "../model/catalogue.ts";
import { conditionsOf, type Incident, instant } from "../model/incident.ts";

/** What the live services need to know of the world. */
export interface World {
  nowMs(): number;
  /** Incidents that go on now. */
  incidents(): readonly Incident[];
  /** Resolves after that many seconds; a service spends them as if it worked. */
  work(seconds: number): Promise<void>;
}

/** How a route behaves at this moment. */
export const behaviourNow = (route: Route, world: World): OwnBehaviour =>
  ownBehaviour(route, conditionsOf(route.service, world.incidents(), instant(world.nowMs())));

import Fastify, { type FastifyInstance } from "fastify";
import { type Route, routeById, routesOfService, type Service } from "../model/catalogue.ts";
import type { Dice } from "../model/dice.ts";
import { secondsAtShare } from "../model/latency.ts";
import { FAILED_CODE, OK_CODE } from "../model/metrics.ts";
import { makeEmptyPage, makeServiceMetrics, type ServiceMetrics } from "./service-metrics.ts";
import { behaviourNow, type World } from "./world.ts";

/** A failure is answered at once. */
const FAILURE_SECONDS = 0.005;

export interface ServiceDeps {
  readonly service: Service;
  readonly world: World;
  readonly dice: Dice;
  /** Asks a route of another service; false when it fails. */
  readonly ask: (route: Route) => Promise<boolean>;
}

/** Does what the route does; false when the answer is an error. */
async function serve(route: Route, { world, dice, ask }: ServiceDeps): Promise<boolean> {
  const { errorShare, medianMs } = behaviourNow(route, world);
  if (dice.fails(route.id, errorShare)) {
    await world.work(FAILURE_SECONDS);
    return false;
  }
  await world.work(secondsAtShare(dice.place(route.id), medianMs));
  for (const { to, needed } of route.calls) {
    const answered = await ask(routeById(to));
    if (needed && !answered) return false;
  }
  return true;
}

/** One service of the company as a real HTTP server with a metrics page. */
export function buildService(deps: ServiceDeps): FastifyInstance {
  const { service, world } = deps;
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const metrics = makeServiceMetrics(service, world.nowMs());
  for (const route of routesOfService(service)) {
    app.get(route.path, async (_request, reply) => {
      const startedMs = world.nowMs();
      const good = await serve(route, deps);
      metrics.answered(route.path, good ? OK_CODE : FAILED_CODE, (world.nowMs() - startedMs) / 1000);
      return reply.code(good ? 200 : 500).send({ service, route: route.path, ok: good });
    });
  }
  servePage(app, metrics.page);
  return app;
}

function servePage(app: FastifyInstance, page: ServiceMetrics["page"]): void {
  app.get("/metrics", async (_request, reply) => {
    const { type, text } = await page();
    return reply.type(type).send(text);
  });
}

/** The decommissioned service: its page answers, but the metrics have gone. */
export function buildRemains(startedAtMs: number): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  servePage(app, makeEmptyPage(startedAtMs));
  return app;
}

import type { Role } from "@solvent/api-contract";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route. There is no login yet: it is declared, shown in the API's description, and everybody is an admin. */
    role?: Role;
    /** Name in the contract's table. */
    endpoint?: string;
  }
}

/** Start-up fails when somebody adds a route without saying who may call it. */
export function addRoleCheck(app: FastifyInstance): void {
  app.addHook("onRoute", ({ method, url, config }) => {
    if (config?.role === undefined) throw new Error(`the route ${String(method)} ${url} does not say who may call it`);
  });
}

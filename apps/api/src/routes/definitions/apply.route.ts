import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const applyRoute =
  ({ usecases }: RouteDeps<"applyText">): EndpointHandler<"apply"> =>
  async ({ body, actor }) => {
    const { dryRun, diagnostics, changes } = await usecases.applyText(body, actor);
    return {
      dryRun,
      diagnostics: [...diagnostics],
      changes: changes.map((change) => ({ ...change, changes: [...change.changes] })),
    };
  };

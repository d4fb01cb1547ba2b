import type { EpisodeQuery } from "@solvent/api-contract";
import { parseDecimal } from "@solvent/domain";
import type * as z from "zod";
import type { EpisodeRules } from "../../usecases/insight/read-ledger.ts";
import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";
import { toAskedRange } from "./asked-range.ts";

/** What is left out stays as the objective's method has it: slices longer than the gap make it longer. */
const toRules = ({ gapMinutes, minShare, hotFactor }: z.output<typeof EpisodeQuery>): Partial<EpisodeRules> => ({
  ...(gapMinutes === undefined ? {} : { gapMinutes }),
  ...(minShare === undefined ? {} : { minShare: parseDecimal(minShare) }),
  ...(hotFactor === undefined ? {} : { hotFactor: parseDecimal(hotFactor) }),
});

export const listEpisodesRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "listEpisodes"> }): EndpointHandler<"listEpisodes"> =>
  async ({ params, query }) =>
    status.listEpisodes(params.name, toAskedRange(query), toRules(query));

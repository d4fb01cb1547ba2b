import type { StoredTeam } from "../../usecases/team/team-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export const toTeamResponse = ({ name, services, objectives, createdAtMs }: StoredTeam): EndpointResponse<"getTeam"> => ({
  name,
  services: [...services],
  objectives,
  createdAt: toInstant(createdAtMs),
});

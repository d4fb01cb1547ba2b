import { AppError } from "../../errors/app-error.ts";
import type { StoredTeam, TeamReader } from "./team-store.ts";

export const teamNotFound = (name: string): AppError => new AppError("team.not-found", `There is no team "${name}"`);

/** Throws `team.not-found`. */
export const makeGetTeam =
  (deps: { readonly teams: Pick<TeamReader, "find"> }) =>
  async (name: string): Promise<StoredTeam> => {
    const stored = await deps.teams.find(name);
    if (stored === null) throw teamNotFound(name);
    return stored;
  };

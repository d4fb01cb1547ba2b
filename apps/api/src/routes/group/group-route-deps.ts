import type { GroupUseCases } from "../../usecases/group-use-cases.ts";

/** What a route of groups may use. */
export interface GroupRouteDeps<K extends keyof GroupUseCases> {
  readonly groups: Pick<GroupUseCases, K>;
}

import type { PolicyUseCases } from "../../usecases/policy-use-cases.ts";

/** What a route of alert policies may use. */
export interface PolicyRouteDeps<K extends keyof PolicyUseCases> {
  readonly policies: Pick<PolicyUseCases, K>;
}

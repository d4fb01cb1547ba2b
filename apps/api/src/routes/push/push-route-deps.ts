import type { PushUseCases } from "../../usecases/push-use-cases.ts";

/** What the routes of push sources may use. */
export interface PushRouteDeps<K extends keyof PushUseCases> {
  readonly push: Pick<PushUseCases, K>;
}

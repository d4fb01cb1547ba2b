import type { StoredRevision } from "../../usecases/objective/objective-store.ts";
import type { EndpointHandler, EndpointResponse } from "../endpoint.ts";
import { toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toInstant } from "../to-instant.ts";

type Item = EndpointResponse<"listRevisions">["items"][number];

const REVISION_KEY = /^[1-9]\d{0,8}$/;

const toRevisionResponse = ({ revision, author, createdAtMs, changes }: StoredRevision): Item => ({
  revision,
  author,
  createdAt: toInstant(createdAtMs),
  changes: [...changes],
});

export const listRevisionsRoute =
  ({ usecases }: RouteDeps<"listRevisions">): EndpointHandler<"listRevisions"> =>
  async ({ params, query }) =>
    toPageResponse(await usecases.listRevisions(params.name, toPageRequest(query, REVISION_KEY)), toRevisionResponse);

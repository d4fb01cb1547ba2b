import type { makeCreateGroup, makeUpdateGroup } from "./group/change-group.ts";
import type { makeDeleteGroup } from "./group/delete-group.ts";
import type { makeGetGroup, makeListGroups } from "./group/get-group.ts";
import type { makeListMembers } from "./group/list-members.ts";
import type { makePreviewGroup } from "./group/preview-group.ts";

/** What can be done with groups, ready to be called. */
export interface GroupUseCases {
  readonly listGroups: ReturnType<typeof makeListGroups>;
  readonly createGroup: ReturnType<typeof makeCreateGroup>;
  readonly getGroup: ReturnType<typeof makeGetGroup>;
  readonly updateGroup: ReturnType<typeof makeUpdateGroup>;
  readonly deleteGroup: ReturnType<typeof makeDeleteGroup>;
  readonly listGroupMembers: ReturnType<typeof makeListMembers>;
  readonly previewGroup: ReturnType<typeof makePreviewGroup>;
}

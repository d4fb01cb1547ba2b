import type { ObjectiveGroupDefinition } from "@solvent/domain";
import { toOpenSlo } from "@solvent/spec";
import { systemClock as now } from "../clock.ts";
import { makeCreateGroup, makeUpdateGroup } from "../usecases/group/change-group.ts";
import { makeDeleteGroup } from "../usecases/group/delete-group.ts";
import { makeGetGroup, makeListGroups } from "../usecases/group/get-group.ts";
import { makeListMembers } from "../usecases/group/list-members.ts";
import { makePreviewGroup } from "../usecases/group/preview-group.ts";
import type { GroupUseCases } from "../usecases/group-use-cases.ts";
import type { StatusBoard } from "../usecases/status/status-board.ts";
import { kinds } from "./kinds.ts";
import { nudging } from "./nudging.ts";
import type { Parts } from "./parts.ts";

interface GroupParts extends Parts {
  readonly board: StatusBoard;
}

export function composeGroups({ config, store, reader, outgoing, nudge, board }: GroupParts): GroupUseCases {
  const { groups, sources, inTransaction } = store.definitions;
  const show = makeGetGroup({ groups, board });
  const validate = { read: reader.read, groupToOpenSlo: (group: ObjectiveGroupDefinition) => toOpenSlo({ groups: [group] }) };
  const write = { ...validate, inTransaction, kinds, history: config, now, show };
  return {
    listGroups: makeListGroups({ groups, board }),
    getGroup: show,
    createGroup: nudging(makeCreateGroup(write), nudge),
    updateGroup: nudging(makeUpdateGroup(write), nudge),
    deleteGroup: makeDeleteGroup({ inTransaction }),
    listGroupMembers: makeListMembers({ groups, board }),
    previewGroup: makePreviewGroup({
      ...validate,
      sources,
      groups,
      kinds,
      connect: (source) => outgoing.connected(source.id),
      deadline: AbortSignal.timeout,
    }),
  };
}

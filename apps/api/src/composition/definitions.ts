import { randomUUID } from "node:crypto";
import type { ObjectiveDefinition } from "@solvent/domain";
import { toOpenSlo } from "@solvent/spec";
import { systemClock as now } from "../clock.ts";
import type { Actor } from "../usecases/actor.ts";
import { makeControlBackfill } from "../usecases/backfill/control-backfill.ts";
import { type ApplyText, makeApplyText } from "../usecases/definitions/apply-text.ts";
import { makeCreateObjective } from "../usecases/objective/create-objective.ts";
import { makeDeleteObjective } from "../usecases/objective/delete-objective.ts";
import { makeGetObjective } from "../usecases/objective/get-objective.ts";
import { makeListRevisions } from "../usecases/objective/list-revisions.ts";
import { makeUpdateObjective } from "../usecases/objective/update-objective.ts";
import { makeDeleteService } from "../usecases/service/delete-service.ts";
import { makeGetService } from "../usecases/service/get-service.ts";
import { makeDeleteSource } from "../usecases/source/delete-source.ts";
import { makeGetSource } from "../usecases/source/get-source.ts";
import { makeLookUpSource } from "../usecases/source/look-up-source.ts";
import { makeCreateSource, makeUpdateSource } from "../usecases/source/save-source.ts";
import { makeTestSavedSource, makeTestSource } from "../usecases/source/test-source.ts";
import { makeDeleteTeam } from "../usecases/team/delete-team.ts";
import { makeGetTeam } from "../usecases/team/get-team.ts";
import type { DefinitionUseCases } from "../usecases/use-cases.ts";
import { kinds } from "./kinds.ts";
import { nudging } from "./nudging.ts";
import type { Parts } from "./parts.ts";

function composeObjectives({ config, store, reader, nudge }: Parts) {
  const { inTransaction, inRehearsal, objectives, backfills } = store.definitions;
  const write = {
    inTransaction,
    kinds,
    history: config,
    now,
    findObjective: objectives.find,
    read: reader.read,
    toOpenSlo: (definition: ObjectiveDefinition) => toOpenSlo({ objectives: [definition] }),
  };
  const applyText = makeApplyText({
    reader,
    inTransaction,
    inRehearsal,
    kinds,
    recurrences: store.adjustments.recurrences,
    history: config,
    newId: randomUUID,
    now,
  });
  return {
    createObjective: nudging(makeCreateObjective(write), nudge),
    getObjective: makeGetObjective({ objectives }),
    updateObjective: nudging(makeUpdateObjective(write), nudge),
    deleteObjective: makeDeleteObjective({ inTransaction }),
    listRevisions: makeListRevisions({ objectives }),
    cancelBackfill: makeControlBackfill({ backfills }, "cancel"),
    resumeBackfill: nudging(makeControlBackfill({ backfills }, "resume"), nudge),
    applyText: async (input: ApplyText, actor: Actor) => {
      const applied = await applyText(input, actor);
      if (!input.dryRun && applied.changes.some(({ action }) => action !== "unchanged")) nudge();
      return applied;
    },
  };
}

/** Sources, services and teams. */
function composeCatalogue({ store, outgoing, nudge }: Parts) {
  const { inTransaction, services, teams, sources, recordHealth } = store.definitions;
  const save = { inTransaction, kinds, sources, sealSecret: outgoing.sealSecret, newId: randomUUID };
  const test = { kinds, sources, openSecrets: outgoing.openSecrets, connect: outgoing.connect, deadline: AbortSignal.timeout };
  return {
    listSources: sources.list,
    createSource: makeCreateSource(save),
    getSource: makeGetSource({ sources }),
    updateSource: nudging(makeUpdateSource(save), nudge),
    deleteSource: makeDeleteSource({ inTransaction }),
    lookUpSource: makeLookUpSource({ kinds, sources, connected: outgoing.connected, deadline: AbortSignal.timeout }),
    testSource: makeTestSource(test),
    testSavedSource: makeTestSavedSource({ ...test, recordHealth }),
    listServices: services.list,
    getService: makeGetService({ services }),
    deleteService: makeDeleteService({ inTransaction }),
    listTeams: teams.list,
    getTeam: makeGetTeam({ teams }),
    deleteTeam: makeDeleteTeam({ inTransaction }),
  };
}

export const composeDefinitions = (parts: Parts): DefinitionUseCases => ({ ...composeObjectives(parts), ...composeCatalogue(parts) });

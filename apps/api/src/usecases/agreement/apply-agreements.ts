import type { FieldProblem } from "@solvent/api-contract";
import type { ObjectiveDefinition } from "@solvent/domain";
import type { Definitions, PromisedAgreement } from "@solvent/spec";
import type { AppliedDefinition } from "../definitions/applied-definition.ts";
import { type ApplyProblem, problemsOf } from "../definitions/apply-problems.ts";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import type { AgreementFields, StoredAgreement } from "./agreement-store.ts";
import { targetProblem } from "./save-agreement.ts";

/** One agreement of a text next to what is stored under its name. */
export interface AgreementToSave {
  readonly fields: AgreementFields;
  readonly stored: StoredAgreement | null;
}

export interface CheckedAgreements {
  readonly items: readonly AgreementToSave[];
  readonly problems: readonly ApplyProblem[];
}

interface CheckAgreements {
  readonly tx: Pick<DefinitionTransaction, "agreements">;
  readonly wanted: Definitions["agreements"];
  /** Objectives of the text. */
  readonly objectives: readonly ObjectiveDefinition[];
}

function problemsWith(fields: AgreementFields, stored: StoredAgreement | null, objective: ObjectiveDefinition): FieldProblem[] {
  const target = targetProblem(fields, objective);
  const moved = stored !== null && stored.objective !== fields.objective;
  return [
    ...(target === null ? [] : [{ path: "targetPercent", message: target }]),
    ...(moved ? [{ path: "name", message: `is that of an agreement on the objective "${stored.objective}"` }] : []),
  ];
}

const place = (problems: readonly FieldProblem[], index: number) =>
  problems.map(({ path, message }) => ({
    path: ["agreements", index, path],
    message: `solvent/agreements[${index}].${path} ${message}`,
  }));

/** Everything about the agreements of a text that the text alone cannot tell. */
export async function checkAgreements({ tx, wanted, objectives }: CheckAgreements): Promise<CheckedAgreements> {
  const items: AgreementToSave[] = [];
  const problems: ApplyProblem[] = [];
  const seen = new Set<string>();
  for (const { objective: name, agreements } of wanted) {
    const objective = objectives.find((one) => one.name === name);
    if (objective === undefined) continue;
    for (const [index, promised] of agreements.entries()) {
      const fields: AgreementFields = { ...promised, objective: name };
      const stored = await tx.agreements.find(promised.name);
      const twice = seen.has(promised.name) ? [{ path: "name", message: "another agreement of the text has this name" }] : [];
      seen.add(promised.name);
      problems.push(...problemsOf({ kind: "objective", name }, place([...twice, ...problemsWith(fields, stored, objective)], index)));
      items.push({ fields, stored });
    }
  }
  return { items, problems };
}

const contentOf = ({ name, displayName, customer, targetPercent, unit, zone, weekStart, startsAt, note }: PromisedAgreement) => ({
  name,
  displayName,
  customer,
  targetPercent,
  unit,
  zone,
  weekStart,
  startsAt,
  note,
});

/** Creates or updates them. One that a text no longer names stays: a promise ends by being deleted, with its record. */
export async function saveAgreements(
  tx: Pick<DefinitionTransaction, "agreements">,
  { items, author }: { readonly items: readonly AgreementToSave[]; readonly author: string },
): Promise<readonly AppliedDefinition[]> {
  const applied: AppliedDefinition[] = [];
  for (const { fields, stored } of items) {
    const changes = stored === null ? [] : diffDefinitions(contentOf(stored), contentOf(fields));
    const action = stored === null ? "create" : changes.length === 0 ? "unchanged" : "update";
    if (stored === null) await tx.agreements.create(fields, author);
    else if (action === "update") await tx.agreements.update(stored.id, { fields, revision: stored.revision, author });
    applied.push({ kind: "Agreement", name: fields.name, action, changes, newStream: false });
  }
  return applied;
}

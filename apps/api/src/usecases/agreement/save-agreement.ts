import type { Agreement } from "@solvent/api-contract";
import { compareFractions, isZone, parseTarget } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { checkRevision, checkSameName } from "../revision.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import type { AgreementFields, AgreementStore } from "./agreement-store.ts";
import { agreementNotFound, makeShowAgreement, type ReadAgreementsDeps } from "./read-agreements.ts";

export interface SaveAgreementDeps extends Omit<ReadAgreementsDeps, "agreements"> {
  readonly agreements: Pick<AgreementStore, "find" | "create" | "update" | "remove">;
}

/** Null where the promise may stand on an objective of this target. */
export function targetProblem(
  { targetPercent }: Pick<AgreementFields, "targetPercent">,
  entry: Pick<DirectoryEntry, "targetPercent">,
): string | null {
  try {
    if (compareFractions(parseTarget(targetPercent), parseTarget(entry.targetPercent)) <= 0) return null;
    return `must not be above the target of the objective behind it (${entry.targetPercent} %): nobody would be warned in time`;
  } catch (error) {
    return error instanceof RangeError ? error.message : "is no target";
  }
}

/** Throws `agreement.objective-unknown` and `request.invalid` with every field that is wrong. */
async function check({ directory }: SaveAgreementDeps, fields: AgreementFields): Promise<void> {
  const entry = await directory.findEntry(fields.objective);
  if (entry === null) {
    const message = `There is no objective "${fields.objective}"`;
    throw new AppError("agreement.objective-unknown", message, { problems: [{ path: "objective", message }] });
  }
  const target = targetProblem(fields, entry);
  const problems = [
    ...(target === null ? [] : [{ path: "targetPercent", message: target }]),
    ...(isZone(fields.zone)
      ? []
      : [{ path: "zone", message: `unknown time zone "${fields.zone}": use an IANA name such as Europe/Stockholm` }]),
  ];
  if (problems.length > 0) throw invalidRequest(problems);
}

export const makeCreateAgreement = (deps: SaveAgreementDeps) => {
  const show = makeShowAgreement(deps);
  return async (fields: AgreementFields, author: string): Promise<Agreement> => {
    await check(deps, fields);
    return show(await deps.agreements.create(fields, author));
  };
};

const conflict = (name: string): AppError =>
  new AppError("revision.conflict", `The agreement "${name}" was changed in the meantime. Read it again`);

/** Periods that are recorded stay as they are. Throws `agreement.not-found` and `revision.conflict`. */
export const makeUpdateAgreement = (deps: SaveAgreementDeps) => {
  const show = makeShowAgreement(deps);
  return async (
    name: string,
    { fields, revision, author }: { readonly fields: AgreementFields; readonly revision: number; readonly author: string },
  ): Promise<Agreement> => {
    const stored = await deps.agreements.find(name);
    if (stored === null) throw agreementNotFound(name);
    checkSameName(name, fields.name);
    checkRevision(`The agreement "${name}"`, stored.revision, revision);
    await check(deps, fields);
    const updated = await deps.agreements.update(stored.id, { fields, revision, author });
    if (updated === null) throw conflict(name);
    return show(updated);
  };
};

/** Deletes it with the record of its periods. Throws `agreement.not-found` and `revision.conflict`. */
export const makeDeleteAgreement =
  (deps: { readonly agreements: Pick<AgreementStore, "find" | "remove"> }) =>
  async (name: string, revision: number): Promise<void> => {
    const stored = await deps.agreements.find(name);
    if (stored === null) throw agreementNotFound(name);
    checkRevision(`The agreement "${name}"`, stored.revision, revision);
    if (!(await deps.agreements.remove(stored.id, revision))) throw conflict(name);
  };

import { AppError } from "../../errors/app-error.ts";
import type { AdjustmentFields, AdjustmentWriter } from "./adjustment-store.ts";

/** Id of what an adjustment is for; null for everything. Throws `adjustment.subject-unknown`. */
export async function lockSubject(
  { scope, name }: Pick<AdjustmentFields, "scope" | "name">,
  writer: Pick<AdjustmentWriter, "lockSubject">,
): Promise<string | null> {
  if (scope === "all") return null;
  const id = await writer.lockSubject(scope, name ?? "");
  if (id !== null) return id;
  const message = `There is no ${scope} "${name}"`;
  throw new AppError("adjustment.subject-unknown", message, { problems: [{ path: "name", message }] });
}

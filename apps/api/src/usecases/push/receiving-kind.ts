import { AppError } from "../../errors/app-error.ts";
import type { AnySourceKind, SourceKinds } from "../source/source-kinds.ts";
import type { Sender } from "./push-store.ts";

/** The kind of the source that is sent to. Throws `sender.unauthorized` when it receives nothing. */
export function receivingKind(kinds: SourceKinds, { source, kind }: Sender): AnySourceKind {
  const found = kinds.find(kind);
  if (found?.receives === true) return found;
  throw new AppError("sender.unauthorized", `The data source "${source}" of this token does not receive anything`);
}

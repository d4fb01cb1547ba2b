import { AppError } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import type { MuteStore, StoredMute } from "./mute-store.ts";

export interface EndMuteDeps {
  readonly mutes: Pick<MuteStore, "end">;
  /** There may be something to send now. */
  readonly wakeSender: () => void;
}

/** What it held back is told now, if it still fires. Asking twice is asking once. Throws `mute.not-found`. */
export const makeEndMute =
  (deps: EndMuteDeps) =>
  async (id: string, actor: Actor): Promise<StoredMute> => {
    const stored = await deps.mutes.end(id, actor.name);
    if (stored === null) throw new AppError("mute.not-found", `There is no mute ${id}`);
    deps.wakeSender();
    return stored;
  };

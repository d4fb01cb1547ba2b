import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { MuteStore, NewMute, StoredMute } from "./mute-store.ts";

const refuseName = (message: string): AppError => invalidRequest([{ path: "name", message }]);

/** Throws `mute.subject-unknown`, and `request.invalid` where the scope and the name do not fit. */
export const makeCreateMute =
  (deps: { readonly mutes: Pick<MuteStore, "create"> }) =>
  async (mute: NewMute): Promise<StoredMute> => {
    if (mute.scope === "all" && mute.name !== null) throw refuseName("must be null: the scope is everything");
    if (mute.scope !== "all" && mute.name === null) throw refuseName(`must name the ${mute.scope}`);
    const stored = await deps.mutes.create(mute);
    if (stored !== null) return stored;
    const message = `There is no ${mute.scope} "${mute.name}"`;
    throw new AppError("mute.subject-unknown", message, { problems: [{ path: "name", message }] });
  };

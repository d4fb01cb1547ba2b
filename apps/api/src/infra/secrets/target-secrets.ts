import type { SealTargetSecret } from "../../usecases/notification/save-target.ts";
import type { OpenedTargetSecrets } from "../../usecases/notification/test-target.ts";
import type { SealedSecret } from "../../usecases/source/source-store.ts";
import { SealError, type SecretBox } from "./secret-box.ts";

const placeOf = (rowId: string, field: string) => ({ table: "notification_target_secret", rowId, field });

export const makeSealTargetSecret =
  (box: SecretBox): SealTargetSecret =>
  (targetId, field, secret) =>
    box.seal(placeOf(targetId, field), secret);

/** Values of the stored secrets of a target; a failure says which one cannot be opened, and why. */
export type OpenTargetSecrets = (targetId: string) => Promise<OpenedTargetSecrets>;

export interface SealedTargetSecrets {
  sealedSecrets(targetId: string): Promise<ReadonlyMap<string, SealedSecret>>;
}

export const makeOpenTargetSecrets =
  (box: SecretBox, secrets: SealedTargetSecrets): OpenTargetSecrets =>
  async (targetId) => {
    const sealed = await secrets.sealedSecrets(targetId);
    try {
      return { ok: true, value: new Map([...sealed].map(([field, value]) => [field, box.open(placeOf(targetId, field), value)])) };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { ok: false, failure: { message: error.message } };
    }
  };

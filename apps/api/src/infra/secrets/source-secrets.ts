import type { Outcome } from "@solvent/metric-sources";
import type { Secret } from "../../secret.ts";
import type { SealSecret } from "../../usecases/source/save-source.ts";
import type { SecretReader } from "../../usecases/source/source-store.ts";
import { SealError, type SecretBox } from "./secret-box.ts";

const placeOf = (rowId: string, field: string) => ({ table: "source_secret", rowId, field });

export const makeSealSecret =
  (box: SecretBox): SealSecret =>
  (sourceId, field, secret) =>
    box.seal(placeOf(sourceId, field), secret);

/** Values of the stored secrets of a source; a failure says which one cannot be opened, and why. */
export type OpenSecrets = (sourceId: string) => Promise<Outcome<ReadonlyMap<string, Secret>>>;

export const makeOpenSecrets =
  (box: SecretBox, secrets: SecretReader): OpenSecrets =>
  async (sourceId) => {
    const sealed = await secrets.sealedSecrets(sourceId);
    try {
      return { ok: true, value: new Map([...sealed].map(([field, value]) => [field, box.open(placeOf(sourceId, field), value)])) };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { ok: false, failure: { class: "blocked", retryable: false, message: error.message } };
    }
  };

import type { AgreementInput } from "@solvent/api-contract";
import { MINUTE_MS } from "@solvent/domain";
import type { AgreementFields } from "../../usecases/agreement/agreement-store.ts";

export const toAgreementFields = ({ startsAt, ...input }: AgreementInput): AgreementFields => ({
  ...input,
  startsAt: Date.parse(startsAt) / MINUTE_MS,
});

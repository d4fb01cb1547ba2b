import type { JsonValue } from "@solvent/domain";
import type * as z from "zod";

/** The readable part of a notification target. */
export type TargetSettings = { readonly [key: string]: JsonValue };

export interface TargetSecretField {
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
}

export type PreparedSettings =
  | {
      readonly ok: true /** scheme://host:port of the secrets, null where the address is one. */;
      readonly value: { readonly origin: string | null };
    }
  | { readonly ok: false; readonly problems: readonly { readonly path: readonly (string | number)[]; readonly message: string }[] };

/** A kind of notification target, as far as it matters before anything is sent. */
export interface TargetKind {
  readonly kind: string;
  readonly title: string;
  readonly settings: z.ZodType;
  readonly secrets: Readonly<Record<string, TargetSecretField>>;
  /** What is wrong with a secret as written, null when it is fine; never with the secret in it. */
  checkSecret(field: string, value: string): string | null;
  prepare(settings: unknown): PreparedSettings;
}

/** The kinds that this Solvent knows. */
export interface TargetKinds {
  all(): readonly TargetKind[];
  find(kind: string): TargetKind | null;
}

import type { Config } from "../config.ts";
import type { OwnListener } from "../infra/http/address-policy.ts";

export interface CompositionInput {
  readonly config: Config;
  readonly connectionString: string;
  readonly migrationsDir: string;
  readonly secretKey: Buffer;
  /** Where this process listens, null until it does. */
  readonly ownListener: () => OwnListener | null;
  /** Told about what goes wrong outside of any request. */
  readonly onError: (error: unknown) => void;
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { Secret } from "../../secret.ts";
import type { SealedSecret } from "../../usecases/source/source-store.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a secret belongs. It is part of what is authenticated, so that a sealed value is worth nothing in another place. */
export interface SecretPlace {
  readonly table: string;
  readonly rowId: string;
  readonly field: string;
}

/** A sealed value cannot be opened: another key, another place, or changed. */
export class SealError extends Error {
  override readonly name = "SealError";
}

export interface SecretBox {
  seal(place: SecretPlace, secret: Secret): SealedSecret;
  /** Throws SealError. */
  open(place: SecretPlace, sealed: SealedSecret): Secret;
}

const additionalData = ({ table, rowId, field }: SecretPlace): Buffer => Buffer.from(`${table}|${rowId}|${field}`, "utf8");

/** AES-256-GCM with a random nonce for every value: nonce (12) | ciphertext | tag (16). `key`: 32 bytes. */
export function makeSecretBox(key: Buffer): SecretBox {
  const keyId = createHash("sha256").update("solvent secret key id\n").update(key).digest("hex").slice(0, 16);
  return {
    seal(place, secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(additionalData(place));
      const text = Buffer.concat([cipher.update(secret.reveal(), "utf8"), cipher.final()]);
      return { keyId, sealed: Buffer.concat([nonce, text, cipher.getAuthTag()]) };
    },
    open(place, { keyId: usedKey, sealed }) {
      if (usedKey !== keyId) throw new SealError(`the secret "${place.field}" was stored under another key; enter it again`);
      const bytes = Buffer.from(sealed);
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(additionalData(place))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return new Secret(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8"));
      } catch (cause) {
        throw new SealError(`the stored secret "${place.field}" is damaged; enter it again`, { cause });
      }
    },
  };
}

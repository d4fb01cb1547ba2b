import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const KEY_BYTES = 32;

/** The key cannot be used; the message says what to do. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/** Appears whole or not at all: written under another name first. A key that another process made meanwhile wins. */
function publish(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = openSync(draft, "wx", 0o600);
  try {
    writeSync(handle, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
    fsyncSync(handle);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    closeSync(handle);
    rmSync(draft, { force: true });
  }
}

function findText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new KeyError(`The key of the stored secrets cannot be read from ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** The key in `<dataDir>/secret.key`, made at the first start and readable by this account only. Throws KeyError when it is damaged. */
export function loadKeyFile(dataDir: string): Buffer {
  const file = join(dataDir, "secret.key");
  let text = findText(file);
  if (text === null) {
    mkdirSync(dataDir, { recursive: true });
    publish(file);
    text = findText(file) ?? "";
  }
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === KEY_BYTES) return key;
  throw new KeyError(
    `The key of the stored secrets in ${file} is damaged. Restore the file from a backup; without it, delete it and enter all secrets again.`,
  );
}

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "../../errors/app-error.ts";

const MEBIBYTE = 1024 * 1024;
const MAX_PLAIN_BYTES = 16 * MEBIBYTE;

const unpack = promisify(gunzip);

/** Throws `request.too-large` for what becomes too much, and `request.invalid` for what is no gzip. */
export async function gunzipBody(bytes: Buffer): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: MAX_PLAIN_BYTES });
  } catch (cause) {
    const isTooLarge = cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
    if (isTooLarge)
      throw new AppError("request.too-large", `The body is larger than ${MAX_PLAIN_BYTES / MEBIBYTE} MiB when it is unpacked`, { cause });
    throw new AppError("request.invalid", "The body is not gzip, or is cut off", { cause });
  }
}

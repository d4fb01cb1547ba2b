import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const require = createRequire(import.meta.url);

/** How to start a browser: the program, and the environment that lets it find its libraries and fonts. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Unpacks the Chromium of the npm package @sparticuz/chromium (Linux x64) below `cacheDir`, once per version. It brings the
 * libraries and fonts that a bare system lacks. Unpacked under a private name and renamed when whole: an interrupted attempt is
 * never used, and of two at once one wins.
 */
export async function unpackChromium(cacheDir: string): Promise<Chromium> {
  const packageDir = dirname(dirname(dirname(require.resolve("@sparticuz/chromium"))));
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as { version: string };
  const dir = join(cacheDir, `chromium-${version}`);
  if (!existsSync(dir)) await unpack(join(packageDir, "bin"), dir);
  return { executablePath: join(dir, "chromium"), env: environment(dir) };
}

async function unpack(archives: string, dir: string): Promise<void> {
  const draft = `${dir}.${randomUUID()}`;
  mkdirSync(draft, { recursive: true });
  try {
    await Promise.all([
      decompress(join(archives, "chromium.br"), join(draft, "chromium"), 0o755),
      untar(join(archives, "swiftshader.tar.br"), draft),
      untar(join(archives, "fonts.tar.br"), join(draft, "fonts")),
      untar(join(archives, "al2023.tar.br"), join(draft, "al2023")),
    ]);
    writeFileSync(join(draft, "fonts.conf"), fontsConfiguration(dir));
    if (!existsSync(dir)) renameSync(draft, dir);
  } catch (error) {
    // Another process was first.
    if (!existsSync(dir)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const decompress = (archive: string, target: string, mode: number): Promise<void> =>
  pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target, { mode }));

/** By way of a file: tar stops reading at the end mark of an archive, which breaks a pipe that still has padding to write. */
async function untar(archive: string, target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  const plain = `${target}/${randomUUID()}.tar`;
  await decompress(archive, plain, 0o600);
  const [code] = await once(spawn("tar", ["-x", "-f", plain, "-C", target], { stdio: ["ignore", "ignore", "inherit"] }), "close");
  rmSync(plain);
  if (code !== 0) throw new Error(`tar could not unpack ${archive}`);
}

/** The package's own configuration names a directory that it does not use here; text without a font has no size. */
const fontsConfiguration = (dir: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${dir}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${dir}/font-cache</cachedir>
</fontconfig>
`;

/** The system's own libraries come first; those of the package fill the gaps. */
function environment(dir: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const libraries = [process.env.LD_LIBRARY_PATH, join(dir, "al2023/lib")].filter(Boolean).join(":");
  return { ...Object.fromEntries(inherited), FONTCONFIG_FILE: join(dir, "fonts.conf"), LD_LIBRARY_PATH: libraries };
}

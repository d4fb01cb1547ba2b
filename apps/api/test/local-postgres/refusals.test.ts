import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAST, useDataDirectory } from "./use-data-directory.ts";

const directory = useDataDirectory();

describe("startLocalPostgres", () => {
  it("refuses data of another major version of Postgres and names both", async () => {
    writeFileSync(join(directory.data, "PG_VERSION"), "17\n");
    await expect(directory.start()).rejects.toThrow(/were written by Postgres 17, this Solvent brings Postgres 18/);
  });

  it("says which file is missing when the password is gone, starts nothing and leaves the data alone", async () => {
    const password = join(directory.cluster, "password");
    renameSync(password, join(directory.path, "elsewhere"));
    await expect(directory.start()).rejects.toThrow(`cannot be read from ${password}`);
    expect(existsSync(join(directory.data, "PG_VERSION"))).toBe(true);
    expect(directory.findPid()).toBeUndefined();
  });

  it("does not adopt a server that refuses the password on file", async () => {
    await directory.start();
    const file = join(directory.cluster, "password");
    const password = readFileSync(file, "utf8");
    writeFileSync(file, "another");
    await expect(directory.start()).rejects.toThrow(/runs on .* but refuses the password in/);
    writeFileSync(file, password);
  });

  it("shows the last words of a server that does not start", async () => {
    await expect(directory.start({ settings: { ...FAST, shared_buffers: "plenty" } })).rejects.toThrow(
      /did not start[\s\S]*invalid value for parameter "shared_buffers": "plenty"/,
    );
  });

  it("names the directory that it cannot make", async () => {
    const file = join(directory.path, "file");
    writeFileSync(file, "");
    await expect(directory.start({ dataDir: join(file, "data") })).rejects.toThrow(`${join(file, "data")} cannot be made`);
  });
});

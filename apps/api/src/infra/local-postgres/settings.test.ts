import { describe, expect, it } from "vitest";
import { serverSettings, toArguments } from "./settings.ts";

const GIBIBYTE = 1024 ** 3;

describe("serverSettings", () => {
  it("takes an eighth of the memory for shared buffers, between 32 and 256 MB", () => {
    const sharedBuffers = [0.125, 1, 64].map((gibibytes) => serverSettings(gibibytes * GIBIBYTE).shared_buffers);
    expect(sharedBuffers).toEqual(["32MB", "128MB", "256MB"]);
  });

  it("never trades a committed row for speed", () => {
    expect(serverSettings(GIBIBYTE)).toMatchObject({ synchronous_commit: "on" });
    expect(serverSettings(GIBIBYTE)).not.toHaveProperty("fsync");
  });
});

describe("toArguments", () => {
  it("passes each setting as an option of its own, also an empty one", () => {
    expect(toArguments({ jit: "off", unix_socket_directories: "" })).toEqual(["-c", "jit=off", "-c", "unix_socket_directories="]);
  });
});

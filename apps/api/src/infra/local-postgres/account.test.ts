import process from "node:process";
import { describe, expect, it } from "vitest";
import { findServerAccount } from "./account.ts";

const NOBODY = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\n";

describe.runIf(process.getuid?.() === 0)("findServerAccount as root", () => {
  it("prefers the account that a Postgres package of the system made", () => {
    expect(findServerAccount(() => `${NOBODY}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n`)).toEqual({
      name: "postgres",
      uid: 101,
      gid: 104,
    });
  });

  it("takes nobody where there is none", () => {
    expect(findServerAccount(() => NOBODY)).toEqual({ name: "nobody", uid: 65534, gid: 65533 });
  });

  it("points to DATABASE_URL when there is neither", () => {
    expect(() => findServerAccount(() => "root:x:0:0:root:/root:/bin/sh\n")).toThrow("Set DATABASE_URL");
  });
});

describe.runIf(process.getuid?.() !== 0)("findServerAccount as an ordinary user", () => {
  it("finds that nothing has to be handed over", () => {
    expect(findServerAccount()).toBeNull();
  });
});

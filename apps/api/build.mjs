// Bundles the service and the workspace packages it uses into dist/. Packages from npm stay outside.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const DIST = join(import.meta.dirname, "dist");

const npmPackagesStayOutside = {
  name: "npm-packages-stay-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@solvent/") ? undefined : { path, external: true },
    );
  },
};

rmSync(DIST, { recursive: true, force: true });
await build({
  entryPoints: {
    server: join(import.meta.dirname, "src/server.ts"),
    // Runs in a thread of its own, started by its file name.
    "definition-worker": join(import.meta.dirname, "src/infra/definition-reader/definition-worker.ts"),
  },
  outdir: DIST,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
  plugins: [npmPackagesStayOutside],
});

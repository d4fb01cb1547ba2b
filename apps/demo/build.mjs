// Bundles the programs of the demo and the workspace packages they use into dist/. Fastify and prom-client stay outside.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const DIST = join(import.meta.dirname, "dist");

rmSync(DIST, { recursive: true, force: true });
await build({
  entryPoints: {
    company: join(import.meta.dirname, "src/company/main.ts"),
    demo: join(import.meta.dirname, "src/launcher/main.ts"),
    "end-with-launcher": join(import.meta.dirname, "src/launcher/end-with-launcher.ts"),
    incident: join(import.meta.dirname, "src/incident-command/main.ts"),
  },
  outdir: DIST,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
  external: ["fastify", "prom-client"],
});

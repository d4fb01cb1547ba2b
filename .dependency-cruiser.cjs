/**
 * The arrows of docs/architecture.md. A rule's comment says what to do instead.
 * Tests may import @solvent/testing and the test runner; nothing else is relaxed for them.
 */
const TESTS = "\\.test\\.tsx?$|/test/|/bench/|\\.config\\.ts$|vitest[^/]*\\.ts$";
const PACKAGE = (name) => `^packages/${name}/`;

/** Everything of this repository that `from` must not reach. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: TESTS },
  to: { path: "^(apps|packages|prisma|scripts)/", pathNot: `^(${[from.replace(/^\^/, ""), ...allowed].join("|")})` },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Move the shared part to a file that both import.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "domain-imports-nothing",
      severity: "error",
      comment: "Domain is arithmetic: no I/O, no clock, no library. Do it in apps/api and pass the result in.",
      from: { path: "^packages/domain/src/", pathNot: TESTS },
      to: { pathNot: "^packages/domain/src/" },
    },
    only("spec-knows-domain", PACKAGE("spec"), ["packages/domain/"], "spec turns text into domain and back."),
    only(
      "sources-know-domain",
      PACKAGE("metric-sources"),
      ["packages/domain/"],
      "Sources own their schema; rows are mapped in apps/api/src/infra.",
    ),
    only(
      "notifiers-know-domain",
      PACKAGE("notifiers"),
      ["packages/domain/"],
      "Notifiers own their schemas and words; what is stored becomes a message in apps/api/src/jobs/sender.",
    ),
    only("contract-knows-domain", PACKAGE("api-contract"), ["packages/domain/"], "The contract is schemas and a client."),
    only(
      "web-knows-domain-and-contract",
      "^apps/web/",
      ["packages/domain/", "packages/api-contract/"],
      "Share through packages/api-contract.",
    ),
    only(
      "demo-knows-domain-and-contract",
      "^apps/demo/",
      ["packages/domain/", "packages/api-contract/"],
      "The demo is a company that uses Solvent: it knows it by its API only.",
    ),
    only("testing-knows-packages", PACKAGE("testing"), ["packages/"], "What needs the server belongs into apps/api/test."),
    {
      name: "testing-only-from-tests",
      severity: "error",
      comment: "packages/testing is fakes and simulators; product code must not need them.",
      from: { pathNot: `${TESTS}|^(packages/testing|scripts)/` },
      to: { path: "^packages/testing/" },
    },
    {
      name: "the-store-is-the-only-room-with-a-database",
      severity: "error",
      comment: "Declare a small port in the use case and satisfy it in apps/api/src/infra/store.",
      from: { path: "^(apps|packages)/", pathNot: `^apps/api/src/infra/(store|local-postgres)/|^packages/testing/src/postgres/|${TESTS}` },
      to: { path: "node_modules/(@prisma/client|@prisma/adapter-pg|pg|pg-[^/]+)/|^apps/api/src/infra/store/generated/" },
    },
    {
      name: "usecases-know-ports-not-infra",
      severity: "error",
      comment: "A use case takes what it needs as Deps; composition.ts passes it in.",
      from: { path: "^apps/api/src/usecases/", pathNot: TESTS },
      to: { path: "^apps/api/src/(infra|routes|jobs|plugins|app|server|composition|config)|node_modules/(fastify|@fastify|undici)" },
    },
    {
      name: "jobs-know-ports-not-infra",
      severity: "error",
      comment: "A job takes what it needs as Deps; composition.ts passes it in.",
      from: { path: "^apps/api/src/jobs/", pathNot: TESTS },
      to: { path: "^apps/api/src/(infra|routes|plugins|app|server|composition|config)|node_modules/(fastify|@fastify|undici)" },
    },
    {
      name: "routes-are-adapters",
      severity: "error",
      comment: "Schema in, use case, mapper out.",
      from: { path: "^apps/api/src/routes/", pathNot: TESTS },
      to: { path: "^apps/api/src/(infra|jobs|composition|server|config)" },
    },
    {
      name: "infra-does-not-know-http",
      severity: "error",
      comment: "infra satisfies ports; it knows neither routes nor jobs' loops nor the composition.",
      from: { path: "^apps/api/src/infra/", pathNot: TESTS },
      to: { path: "^apps/api/src/(routes|plugins|app|server|composition|config)" },
    },
    {
      name: "nothing-imports-routes",
      severity: "error",
      comment: "Only app.ts registers routes, and composition.ts makes their handlers.",
      from: { path: "^apps/api/src/", pathNot: `^apps/api/src/(app\\.ts|composition(\\.ts|/)|routes/)|${TESTS}` },
      to: { path: "^apps/api/src/routes/" },
    },
    {
      name: "pages-are-leaves",
      severity: "error",
      comment: "Only the page table imports pages.",
      from: { path: "^apps/web/src/", pathNot: `^apps/web/src/(pages\\.tsx|pages/)|${TESTS}` },
      to: { path: "^apps/web/src/pages/" },
    },
    {
      name: "lib-is-not-react",
      severity: "error",
      comment: "apps/web/src/lib is pure; put hooks and components elsewhere.",
      from: { path: "^apps/web/src/lib/", pathNot: TESTS },
      to: { path: "node_modules/(react|react-dom|recharts)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|generated|fixtures|golden)/" },
    tsConfig: { fileName: "tsconfig.base.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};

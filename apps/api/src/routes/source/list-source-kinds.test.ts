import { SourceKind } from "@solvent/api-contract";
import { SOURCE_KINDS } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import * as z from "zod";
import { listSourceKindsRoute } from "./list-source-kinds.route.ts";

const [base] = SOURCE_KINDS;
if (base === undefined) throw new Error("there is no kind");
const connection = z.strictObject({
  security: z.enum(["none", "tls"]).default("none"),
  ca: z
    .string()
    .optional()
    .meta({ title: "Authority", description: "PEM", lines: true, when: { security: ["tls"] } }),
});
const kind = {
  ...base,
  connection,
  secrets: {
    key: { title: "Key", description: "PEM", lines: true, when: { security: ["tls"] } },
    token: { title: "Token", description: "For the API" },
  },
  receives: true,
  lookUps: [{ what: "fields", title: "Fields", within: "Index" }],
  templates: [{ title: "Availability", description: "Of a shop", text: "kind: SLO" }],
} as const;

test("a form is told by the kind alone which fields have lines, when they are asked for, and how to begin", async () => {
  const list = listSourceKindsRoute({ usecases: {}, kinds: { all: () => [kind], find: () => kind } });
  const { items } = await list({} as Parameters<typeof list>[0]);
  const item = SourceKind.parse(items[0]);
  expect(item).toEqual(items[0]);
  expect(item.connectionSchema).toMatchObject({
    properties: { ca: { type: "string", title: "Authority", description: "PEM", lines: true, when: { security: ["tls"] } } },
  });
  expect(item.secrets).toEqual([
    { field: "key", title: "Key", description: "PEM", lines: true, when: { security: ["tls"] } },
    { field: "token", title: "Token", description: "For the API", lines: false, when: {} },
  ]);
  const { receives, lookUps, templates } = kind;
  expect(item).toMatchObject({ receives, lookUps, templates });
});

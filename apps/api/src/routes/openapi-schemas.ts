import type { OpenAPIV3_1 } from "openapi-types";
import * as z from "zod";

type Schema = OpenAPIV3_1.SchemaObject;

/** What schemas refer to more than once, or from inside themselves. The generator has no name for the recursive JSON value. */
const NAMES: Readonly<Record<string, string>> = { __schema0: "Json" };
const toName = (name: string): string => NAMES[name] ?? name;

/** Collects the shared parts of all schemas under `components`, which is where OpenAPI wants them. */
export interface Schemas {
  toSchema(schema: z.ZodType, io: "input" | "output"): Schema;
  readonly shared: Readonly<Record<string, Schema>>;
}

/** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. */
export function makeOpenApiSchemas(): Schemas {
  const shared: Record<string, Schema> = {};
  const moveReferences = (schema: object): Schema =>
    JSON.parse(JSON.stringify(schema).replace(/"#\/\$defs\/(\w+)"/g, (_, name: string) => `"#/components/schemas/${toName(name)}"`));
  return {
    shared,
    toSchema(schema, io) {
      const { $schema: _, "~standard": _standard, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
      for (const [name, part] of Object.entries($defs)) {
        const moved = moveReferences(part);
        const known = shared[toName(name)] ?? moved;
        if (JSON.stringify(known) !== JSON.stringify(moved)) throw new Error(`two schemas are called ${toName(name)}`);
        shared[toName(name)] = moved;
      }
      return moveReferences(rest);
    },
  };
}

import * as z from "zod";
import { Instant, Labels, Name } from "./common.ts";

export const Service = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  team: Name.nullable(),
  labels: Labels,
  objectives: z.number().int(),
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Service = z.infer<typeof Service>;

export const Team = z.object({ name: Name, services: z.array(Name), objectives: z.number().int(), createdAt: Instant });
export type Team = z.infer<typeof Team>;

/** About this Solvent. */
export const About = z.object({
  version: z.string(),
  database: z.enum(["embedded", "external"]),
  evaluator: z.object({ active: z.boolean(), lastTickAt: Instant.nullable(), lagSeconds: z.number().nullable() }),
  objectives: z.number().int(),
  sources: z.number().int(),
});
export type About = z.infer<typeof About>;

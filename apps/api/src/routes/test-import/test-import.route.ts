import { MinuteInstant, Name } from "@solvent/api-contract";
import { COUNT_SCALE, MINUTE_MS, multiplyFractions, parseDecimal } from "@solvent/domain";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { invalidRequest } from "../../errors/app-error.ts";
import type { ImportedMinutes, makeReplaceMinutes } from "../../usecases/test-import/replace-minutes.ts";
import { API_PREFIX } from "../register-endpoints.ts";

const Decimal = z.string().regex(/^\d{1,19}(\.\d{1,3})?$/, "a decimal number with at most three places");
const Run = z.union([
  z.strictObject({ from: MinuteInstant, minutes: z.number().int().min(1), missing: z.literal(true) }),
  z.strictObject({ from: MinuteInstant, minutes: z.number().int().min(1), good: Decimal, total: Decimal }),
]);
const Body = z.strictObject({ at: MinuteInstant, runs: z.array(Run).max(20_000) });
const Params = z.object({ name: Name });

const minuteOf = (instant: string): number => Date.parse(instant) / MINUTE_MS;

function scaled(text: string, path: string): bigint {
  const { num, den } = multiplyFractions(parseDecimal(text), { num: BigInt(COUNT_SCALE), den: 1n });
  if (den !== 1n) throw invalidRequest([{ path, message: "has more than three places" }]);
  return num;
}

const toMinutes = ({ at, runs }: z.infer<typeof Body>): ImportedMinutes => ({
  at: minuteOf(at),
  runs: runs.map((run, index) => ({
    from: minuteOf(run.from),
    minutes: run.minutes,
    counts: "missing" in run ? null : { good: scaled(run.good, `runs.${index}.good`), total: scaled(run.total, `runs.${index}.total`) },
  })),
});

/**
 * `PUT /api/v1/test/objectives/:name/minutes`: stores the minutes that are sent, for tests of the arithmetic through the API. It is not
 * part of the contract, and is registered only where SOLVENT_TEST_IMPORT allows it, which production refuses.
 */
export function registerTestImport(app: FastifyInstance, replaceMinutes: ReturnType<typeof makeReplaceMinutes>): void {
  app.put<{ Params: z.infer<typeof Params>; Body: z.infer<typeof Body> }>(
    `${API_PREFIX}/test/objectives/:name/minutes`,
    { config: { role: "admin" }, schema: { params: Params, body: Body } },
    async (request, reply) => {
      await replaceMinutes(request.params.name, toMinutes(request.body));
      return reply.code(204).send();
    },
  );
}

import { ApiError } from "../../packages/api-contract/src/index.ts";
import { differences } from "../../packages/domain/test/golden-runner/compare.ts";
import { asList, asObject, asText, type JsonObject, parseJson } from "../../packages/domain/test/golden-runner/json.ts";
import type { CaseResult } from "../../packages/domain/test/golden-runner/run-golden.ts";
import { openStage } from "./stage.ts";
import { API_TOPICS, type Stage } from "./topics.ts";

/** An input that must be rejected: by the API, or because it is no input at all. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof ApiError && (error.code === "request.invalid" || error.code === "definition.invalid"));

async function runCase(golden: JsonObject, topic: string, { stage, index }: { stage: Stage; index: number }): Promise<CaseResult> {
  const id = asText(golden.id, `cases[${index}].id`);
  const answer = API_TOPICS[topic];
  if (answer === undefined) return { id, outcome: "left out", details: [`${topic} has no way through the API`] };
  const expectError = golden.expectError === true;
  try {
    const got = await answer(golden, stage);
    const details = expectError ? ["expected the input to be rejected, but it was answered"] : differences(golden.expect ?? null, got);
    return { id, outcome: details.length === 0 ? "passed" : "failed", details };
  } catch (error) {
    if (expectError && isRefusal(error)) return { id, outcome: "passed", details: [] };
    const fields = error instanceof ApiError ? error.errors.map(({ path, message }) => `${path}: ${message}`) : [];
    return { id, outcome: "failed", details: [`not answered: ${error instanceof Error ? error.message : String(error)}`, ...fields] };
  }
}

/** Runs the cases of one golden file through the HTTP API of the Solvent at `baseUrl`, which must allow minutes to be stored. */
export async function runGoldenApi(text: string, baseUrl: string): Promise<readonly CaseResult[]> {
  const file = asObject(parseJson(text), "the file");
  const topic = asText(file.topic, "topic");
  const stage = { call: await openStage(baseUrl), baseUrl };
  const results: CaseResult[] = [];
  for (const [index, one] of asList(file.cases, "cases").entries()) {
    results.push(await runCase(asObject(one, `cases[${index}]`), topic, { stage, index }));
  }
  return results;
}

import { answerAlertFactor, answerBinomialTail, answerCounters, answerLatency } from "./arithmetic-topics.ts";
import { type Answer, differences } from "./compare.ts";
import { answerComposite, answerEpisodes, answerForecast, answerSuggestion } from "./insight-topics.ts";
import { asList, asObject, asText, type JsonObject, parseJson } from "./json.ts";
import { answerCalendarBounds, answerCondition, answerStatusOrBurn, answerTransitions } from "./objective-topics.ts";

export interface CaseResult {
  readonly id: string;
  readonly outcome: "passed" | "failed" | "left out";
  /** What differs, or why the case is left out where not all topics can be asked. */
  readonly details: readonly string[];
}

type Answerer = (golden: JsonObject) => Answer;

/** Every topic of the golden format. */
const TOPICS: Readonly<Record<string, Answerer>> = {
  occurrences: answerStatusOrBurn,
  missing_adjustments_late: answerStatusOrBurn,
  burn_rates: answerStatusOrBurn,
  precision: answerStatusOrBurn,
  timeslices: answerStatusOrBurn,
  calendar_budgets: answerStatusOrBurn,
  alert_factors: answerAlertFactor,
  alert_transitions: answerTransitions,
  low_traffic: (golden) => (golden.kind === "binomialTail" ? answerBinomialTail(golden) : answerCondition(golden)),
  counters: answerCounters,
  latency_buckets: answerLatency,
  calendar_bounds: answerCalendarBounds,
  forecast: answerForecast,
  episodes: answerEpisodes,
  composite: answerComposite,
  target_suggestion: answerSuggestion,
};

/** Runs all cases of one golden file. Throws RangeError or SyntaxError with a clear message when the text is no such file. */
export function runGolden(text: string): readonly CaseResult[] {
  const file = asObject(parseJson(text), "the file");
  const topic = asText(file.topic, "topic");
  if (file.schemaVersion !== 1) throw new RangeError(`schemaVersion must be 1, not ${JSON.stringify(file.schemaVersion)}`);
  const answer = TOPICS[topic];
  if (answer === undefined) throw new RangeError(`unknown topic ${topic}`);
  return asList(file.cases, "cases").map((one, i) => runCase(asObject(one, `cases[${i}]`), answer, i));
}

function runCase(golden: JsonObject, answer: Answerer, index: number): CaseResult {
  const id = asText(golden.id, `cases[${index}].id`);
  const expectError = golden.expectError === true;
  if (expectError === (golden.expect !== undefined)) throw new RangeError(`${id} must have either expect or expectError`);
  try {
    const got = answer(golden);
    const details = expectError ? ["expected the input to be rejected, but it was answered"] : differences(golden.expect ?? null, got);
    return { id, outcome: details.length === 0 ? "passed" : "failed", details };
  } catch (error) {
    if (error instanceof RangeError && expectError) return { id, outcome: "passed", details: [] };
    const message = error instanceof Error ? error.message : String(error);
    return { id, outcome: "failed", details: [`not answered: ${message}`] };
  }
}

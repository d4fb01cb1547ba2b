import { type EndpointName, type ErrorCode, endpoints, type Source } from "@solvent/api-contract";
import type { FakeRequest, Scenario } from "./fake-api.ts";
import { FAILING_SOURCE, KIND, namesOf, PUSH_KIND, PUSH_SOURCE, SEARCH_KIND, SEARCH_SOURCE, SOURCE, testResult } from "./fake-sources.ts";
import { NOW_MS } from "./simulate.ts";

const NOW = new Date(NOW_MS).toISOString();

interface SourcesDeps {
  readonly scenario: Scenario;
  readonly refuse: (status: number, code: ErrorCode, detail: string, field?: string) => Error;
}

function sourcesOf(scenario: Scenario): Source[] {
  if (scenario === "first-run") return [];
  if (scenario === "sources") return [SOURCE, FAILING_SOURCE, SEARCH_SOURCE, PUSH_SOURCE];
  return scenario === "board" ? [SOURCE, FAILING_SOURCE] : [SOURCE];
}

const kindsOf = (scenario: Scenario) => (scenario === "sources" ? [KIND, SEARCH_KIND, PUSH_KIND] : [KIND]);

/** Sources of the fake API. Undefined for an endpoint that is none of theirs. */
export function makeSources({ scenario, refuse }: SourcesDeps) {
  const sources = sourcesOf(scenario);
  const kinds = kindsOf(scenario);
  let tokens = 0;
  const find = (name: string | undefined): Source => {
    const found = sources.find((source) => source.name === name);
    if (found === undefined) throw refuse(404, "source.not-found", `there is no source ${name}`);
    return found;
  };
  const put = (source: Source): Source => {
    const at = sources.findIndex(({ name }) => name === source.name);
    if (at === -1) sources.push(source);
    else sources[at] = source;
    return source;
  };
  const save = (body: unknown): Source => {
    const input = endpoints.createSource.body.parse(body);
    if (input.connection.username === "nobody") throw refuse(422, "request.invalid", "there is no such user", "connection.username");
    const { title = input.kind, receives = false } = kinds.find(({ kind }) => kind === input.kind) ?? {};
    const { secrets, ...readable } = input;
    return put({ ...SOURCE, ...readable, kindTitle: title, receives, secretsSet: Object.keys(secrets), objectives: 0 });
  };
  const remove = (source: Source): null => {
    if (source.objectives > 0) throw refuse(409, "source.in-use", `${source.objectives} objectives read from ${source.name}`);
    sources.splice(sources.indexOf(source), 1);
    return null;
  };
  const issue = (source: Source) => {
    tokens += 1;
    const made = { hint: `k00${tokens}`, issuedAt: NOW, lastUsedAt: null };
    put({ ...source, token: made, revision: source.revision + 1 });
    return { ...made, token: `solvent_push_fake-k00${tokens}` };
  };
  const handle = (name: EndpointName, params: Record<string, string>, { body, query }: FakeRequest): unknown => {
    switch (name) {
      case "listSourceKinds":
        return { items: kinds };
      case "listSources":
        return { items: sources, nextCursor: null };
      case "getSource":
        return find(params.name);
      case "createSource":
      case "updateSource":
        return save(body);
      case "deleteSource":
        return remove(find(params.name));
      case "testSource":
        return testResult(endpoints.testSource.body.parse(body).connection);
      case "testSavedSource":
        return testResult(find(params.name).connection);
      case "issueSourceToken":
        return issue(find(params.name));
      case "lookUpSource":
        return namesOf(find(params.name), { what: query.get("what") ?? "", within: query.get("within"), text: query.get("text") ?? "" });
      default:
        return undefined;
    }
  };
  return { handle, count: () => sources.length };
}

import { ApplyInput, ApplyResult, CheckResult, DefinitionText } from "../definition.ts";
import { define } from "./endpoint.ts";

export const definitionsEndpoints = {
  apply: define({
    method: "POST",
    path: "/apply",
    role: "editor",
    tag: "definitions",
    summary: "Create or update everything in an OpenSLO text, all or nothing",
    body: ApplyInput,
    response: ApplyResult,
    status: 200,
  }),
  check: define({
    method: "POST",
    path: "/check",
    role: "editor",
    tag: "definitions",
    summary: "Ask the sources what an OpenSLO text would count; stores nothing",
    body: DefinitionText,
    response: CheckResult,
    status: 200,
  }),
};

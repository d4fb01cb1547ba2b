import { counterObjective } from "../selectors/counter-objective.ts";
import type { SourceTemplate } from "../source.ts";

/** Texts to begin with: what a page counts, and whether the page can be read at all. */
export const OPENMETRICS_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Requests without a server error",
    description: "Two selectors of one counter of the pages: all requests, and those that were not answered with 5xx.",
    text: counterObjective({
      name: "checkout-availability",
      displayName: "Checkout availability",
      counter: true,
      sides: { good: ['query: http_requests_total{code!~"5.."}'], total: ["query: http_requests_total"] },
    }),
  },
  {
    title: "Processes that can be reached",
    description: "Tries to read a page that succeed, of all tries.",
    text: counterObjective({
      name: "checkout-up",
      displayName: "Checkout can be reached",
      counter: false,
      sides: { good: ["query: up"], total: ["query: scrapes"] },
    }),
  },
];

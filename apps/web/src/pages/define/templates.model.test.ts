import { expect, test } from "vitest";
import { KIND, PUSH_KIND, PUSH_SOURCE, SEARCH_KIND, SEARCH_SOURCE, SOURCE } from "../../../test/fake-sources.ts";
import { exampleSource, starterText } from "./starter.ts";
import { filledIn, firstText, sourceTemplates } from "./templates.model.ts";

const kinds = [KIND, SEARCH_KIND, PUSH_KIND];

test("the name of the source takes the place of SOURCE, and of nothing else", () => {
  expect(filledIn({ text: "ref: SOURCE\nquery: SOURCE_IP # SOURCE" }, "a$&b")).toBe("ref: a$&b\nquery: SOURCE_IP # a$&b");
});

test("a new definition begins with what the wanted source takes, else the first one", () => {
  expect(firstText([SOURCE, PUSH_SOURCE], kinds, "push")).toContain("metricSourceRef: push");
  expect(firstText([SOURCE, PUSH_SOURCE], kinds, "gone")).toContain("metricSourceRef: prometheus-prod");
  expect(firstText([SOURCE, PUSH_SOURCE], kinds, null)).toContain("name: shop-availability");
});

test("without a source, or without templates, there is still a text to begin with", () => {
  expect(firstText([], kinds, null)).toBe(starterText("prometheus"));
  expect(firstText([SEARCH_SOURCE], kinds, null)).toBe(starterText("access-logs"));
});

test("examples read from a source that takes their queries", () => {
  expect(exampleSource([PUSH_SOURCE, SOURCE])).toBe("prometheus-prod");
  expect(exampleSource([PUSH_SOURCE])).toBe("prometheus");
});

test("only sources whose kind has templates are offered", () => {
  expect(sourceTemplates([SEARCH_SOURCE, SOURCE], kinds).map(({ name }) => name)).toEqual(["prometheus-prod"]);
});

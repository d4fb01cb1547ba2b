import { expect, test } from "vitest";
import { KIND, PUSH_KIND, PUSH_SOURCE, SEARCH_KIND, SEARCH_SOURCE, SOURCE } from "../../../test/fake-sources.ts";
import { chosenLookUp, foundText, searchableSources, searchOf, startEntry } from "./look-up.model.ts";

const sources = searchableSources([SOURCE, SEARCH_SOURCE, PUSH_SOURCE], [KIND, SEARCH_KIND, PUSH_KIND]);
const search = (entry: Partial<ReturnType<typeof startEntry>>) => {
  const whole = { ...startEntry(sources), ...entry };
  const chosen = chosenLookUp(sources, whole);
  return chosen && { source: chosen.source.name, search: searchOf(chosen, whole) };
};

test("only sources whose kind has something to look up are offered", () => {
  expect(sources.map(({ title }) => title)).toEqual(["Prometheus production", "Access logs"]);
  expect(chosenLookUp([], startEntry([]))).toBeNull();
});

test("a search begins with the first of what there is, and falls back to it where a choice is gone", () => {
  expect(search({})).toEqual({ source: "prometheus-prod", search: { what: "metric", text: "" } });
  expect(search({ source: "access-logs", what: "label", text: " logs " })).toEqual({
    source: "access-logs",
    search: { what: "index", text: "logs" },
  });
});

test("what lies within something is not searched before that is named", () => {
  expect(search({ what: "label" })?.search).toBeNull();
  expect(search({ what: "label", within: " up " })?.search).toEqual({ what: "label", text: "", within: "up" });
});

test("an answer that was cut is not called all", () => {
  const items = Array.from({ length: 20 }, (_, i) => ({ name: `n${i}`, detail: null }));
  expect(foundText({ items, failure: null }, 20)).toBe("The first 20 names");
  expect(foundText({ items: items.slice(0, 1), failure: null }, 20)).toBe("1 name");
  expect(foundText({ items: items.slice(0, 3), failure: null }, 20)).toBe("3 names");
});

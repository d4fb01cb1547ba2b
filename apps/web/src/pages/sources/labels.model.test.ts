import { expect, test } from "vitest";
import { parseLabels, toLabelRows, withNewLabel } from "./labels.model.ts";

test("labels that nobody touches come back as they are, whatever is in their names and values", () => {
  const labels = { env: "prod", "example.com/team": "a=b: c", tier: "" };
  expect(parseLabels(toLabelRows(labels))).toEqual({ labels, problems: [] });
});

test("a row in which nothing is entered is no label, and blanks around a name or a value are not part of it", () => {
  const rows = [
    { key: 0, name: "  ", value: "" },
    { key: 1, name: " env ", value: " prod " },
  ];
  expect(parseLabels(rows)).toEqual({ labels: { env: "prod" }, problems: [] });
});

test("a value without a name, and a name that is there already, are told at their rows", () => {
  const rows = [
    { key: 4, name: "env", value: "prod" },
    { key: 2, name: "", value: "shop" },
    { key: 7, name: "env ", value: "test" },
  ];
  expect(parseLabels(rows).problems).toEqual([
    { key: "labels.2", message: "A label needs a name" },
    { key: "labels.7", message: "There is another label env" },
  ]);
});

test("a new row is told apart from all that are there", () => {
  const first = withNewLabel([]);
  expect(first).toEqual([{ key: 0, name: "", value: "" }]);
  const rows = withNewLabel(withNewLabel(first)).filter(({ key }) => key !== 1);
  expect(withNewLabel(rows).map(({ key }) => key)).toEqual([0, 2, 3]);
});

import { expect, test } from "vitest";
import { readCommand } from "./arguments.ts";

test("without arguments it is the outage of checkout, for two minutes", () => {
  expect(readCommand([])).toEqual({ do: "start", kind: "outage", service: "checkout", minutes: 2, wait: false });
});

test("kind, service, minutes and waiting can be chosen", () => {
  const chosen = readCommand(["bad-deploy", "--service", "search", "--minutes", "7.5", "--wait"]);
  expect(chosen).toEqual({ do: "start", kind: "bad-deploy", service: "search", minutes: 7.5, wait: true });
  expect(readCommand(["stop"])).toEqual({ do: "stop" });
  expect(readCommand(["--help"])).toEqual({ do: "help" });
});

test.each([
  [["flood"], /no incident called flood/],
  [["outage", "bad-deploy"], /one kind/],
  [["--minutes", "soon"], /--minutes/],
  [["--minutes", "0"], /--minutes/],
  [["--loud"], /--loud/],
])("%j is refused with a reason", (args, reason) => {
  expect(() => readCommand(args)).toThrow(reason);
});

import fc from "fast-check";

/** What people, programs and attackers send instead of a value. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 1,
  "",
  " ",
  "0",
  "100",
  "1e400",
  "null",
  "../../etc/passwd",
  "'; DROP TABLE objective; --",
  "<script>alert(1)</script>",
  "\u202e\u0007\ufeff",
  "😀".repeat(50),
  "a".repeat(300),
  "a".repeat(20_000),
  "0000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "{{7*7}}",
  "${jndi:ldap://x}",
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { length: -1 },
  JSON.parse(`{"then":"x"}`),
  Array.from({ length: 2000 }, () => 0),
  Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, "v"])),
  Object.fromEntries([["x".repeat(2000), "v"]]),
];

const ODD_KEYS = ["extra", "toString", "hasOwnProperty", "valueOf", "$ref", "", " ", "a.b", "ü", "0", "id", "revision", "role"];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
}

/** A copy with the value at `path` put through `change`; `undefined` takes it away. */
function changeAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? changeAt(item, rest, change) : item));
  const entries = Object.entries(value as object).map(([key, inner]) => [key, key === step ? changeAt(inner, rest, change) : inner]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const nested = fc.integer({ min: 1, max: 60 }).map((depth) => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`));
const oddValue = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  nested,
);

type Change = (old: unknown) => unknown;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>(() => undefined),
  oddValue.map(
    (odd): Change =>
      () =>
        odd,
  ),
  fc.tuple(fc.constantFrom(...ODD_KEYS), oddValue).map(
    ([key, odd]): Change =>
      (old) =>
        typeof old === "object" && old !== null && !Array.isArray(old) ? { ...old, [key]: odd } : [old, odd],
  ),
);

/** Bodies that are nearly `valid`: one to four places changed, or something else altogether. */
export const nearly = (valid: object): fc.Arbitrary<unknown> => {
  const paths = pathsOf(valid);
  const mutated = fc
    .array(fc.tuple(fc.constantFrom(...paths), change), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce<unknown>((body, [path, apply]) => safely(body, path, apply), valid));
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: oddValue });
};

/** An earlier change may have taken the place of a later one away. */
function safely(body: unknown, path: Path, apply: Change): unknown {
  const isThere = pathsOf(body).some((one) => one.length === path.length && one.every((step, i) => step === path[i]));
  return isThere ? changeAt(body, path, apply) : body;
}

const PIECES = [
  "\n",
  "  ",
  "- ",
  ": ",
  "&a",
  "*a",
  "!!js/function x",
  "<<: *a",
  "---\n",
  "...\n",
  '"',
  "'",
  "|\n",
  ">\n",
  "{",
  "}",
  "[",
  "]",
  "#",
  "%YAML 1.1\n",
  "\t",
  "?",
  "0x1f",
  "~",
  ".nan",
  "1e999",
  "\u2028",
  "kind: SLO\n",
];

/** Texts that are nearly `valid`: pieces cut out, doubled, or put in. */
export const nearlyText = (valid: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.nat(valid.length),
        fc.nat(30),
        fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 10 }), fc.constant("")),
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((edits) => edits.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), valid));

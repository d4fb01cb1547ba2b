/** Where a value is inside a document or a definition: map keys and list indexes, outermost first. */
export type Path = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `["spec", "objectives", 0, "target"]` -> `spec.objectives[0].target`; other keys are quoted: `labels["a.b"]`. The root is "". */
export const formatPath = (path: Path): string =>
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`))
    .join("")
    .replace(/^\./, "");

export const startsWithPath = (path: Path, prefix: Path): boolean => prefix.every((step, i) => path[i] === step);

export const SPARK_WIDTH = 88;
export const SPARK_HEIGHT = 28;
/** Burn sparkline: square-root scale up to 25× (look 6). */
const BURN_TOP = 25;
/** Budget sparkline: the same scale as the burn-down chart, −10 to 100 %, or down to the value when exhausted. */
const BUDGET_BOTTOM = -0.1;

export interface BurnColumn {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly kind: "calm" | "over" | "unknown";
}

export const burnY = (burn: number): number => SPARK_HEIGHT * (1 - Math.sqrt(Math.min(Math.max(burn, 0), BURN_TOP) / BURN_TOP));

/** One column per value; a column is red above 1×. Unknown columns are bands of full height, zero draws nothing. */
export function burnColumns(values: readonly (number | null)[]): BurnColumn[] {
  const pitch = SPARK_WIDTH / Math.max(1, values.length);
  return values.flatMap((burn, i): BurnColumn[] => {
    const x = i * pitch;
    if (burn === null) return [{ x, width: pitch, y: 0, height: SPARK_HEIGHT, kind: "unknown" }];
    if (burn <= 0) return [];
    const y = burnY(burn);
    return [{ x, width: Math.max(1, pitch - 0.4), y, height: SPARK_HEIGHT - y, kind: burn > 1 ? "over" : "calm" }];
  });
}

export interface BudgetLine {
  /** SVG path; a new sub-path after each stretch that is not known. */
  readonly path: string;
  readonly zeroY: number;
  readonly end: { readonly x: number; readonly y: number } | null;
  readonly unknown: readonly { readonly x: number; readonly width: number }[];
}

export function budgetLine(values: readonly (number | null)[]): BudgetLine {
  const known = values.filter((value) => value !== null);
  const bottom = Math.min(BUDGET_BOTTOM, ...known);
  const y = (left: number) => round(((1 - Math.min(left, 1)) / (1 - bottom)) * SPARK_HEIGHT);
  const x = (i: number) => round(values.length < 2 ? SPARK_WIDTH : (i * SPARK_WIDTH) / (values.length - 1));
  const commands: string[] = [];
  let open = false;
  values.forEach((left, i) => {
    if (left !== null) commands.push(`${open ? "L" : "M"}${x(i)} ${y(left)}`);
    open = left !== null;
  });
  const last = values.at(-1) ?? null;
  return {
    path: commands.join(""),
    zeroY: y(0),
    end: last === null ? null : { x: SPARK_WIDTH, y: y(last) },
    unknown: unknownBands(values, x),
  };
}

function unknownBands(values: readonly (number | null)[], x: (i: number) => number): { x: number; width: number }[] {
  const bands: { x: number; width: number }[] = [];
  let start: number | null = null;
  for (let i = 0; i <= values.length; i++) {
    const unknown = i < values.length && values[i] === null;
    if (unknown) start ??= i;
    else if (start !== null) {
      const from = x(Math.max(0, start - 1));
      bands.push({ x: from, width: round(x(Math.min(i, values.length - 1)) - from) });
      start = null;
    }
  }
  return bands;
}

const round = (value: number): number => Math.round(value * 10) / 10;

import { CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { timeTicks } from "../lib/time.ts";
import { Y_AXIS_WIDTH } from "./layers.tsx";

interface TimeAxisProps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly hidden?: boolean;
}

/*
 * Recharts finds its axes by walking the children of a chart, so these are functions that return elements
 * and are called, not components that are rendered.
 */
export function timeAxis({ fromMs, toMs, zone, hidden = false }: TimeAxisProps) {
  const ticks = timeTicks({ fromMs, toMs }, zone, 10);
  const labels = new Map(ticks.map((tick) => [tick.ms, tick.label]));
  return (
    <XAxis
      dataKey="ms"
      type="number"
      scale="linear"
      domain={[fromMs, toMs]}
      allowDataOverflow
      ticks={ticks.map((tick) => tick.ms)}
      tickFormatter={(ms: number) => labels.get(ms) ?? ""}
      interval="preserveStart"
      minTickGap={12}
      hide={hidden}
      height={26}
      tickMargin={6}
      axisLine={{ className: "s-line-2" }}
      tickLine={{ className: "s-line-2" }}
    />
  );
}

interface ValueAxisProps {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly log?: boolean;
}

export function valueAxis({ domain, ticks, format, log = false }: ValueAxisProps) {
  return (
    <YAxis
      type="number"
      scale={log ? "log" : "linear"}
      domain={[...domain]}
      ticks={[...ticks]}
      tickFormatter={format}
      allowDataOverflow
      width={Y_AXIS_WIDTH}
      interval={0}
      axisLine={false}
      tickLine={false}
    />
  );
}

export const grid = () => <CartesianGrid vertical={false} className="chart-grid" />;

/** Only the crosshair: the readout of the section says what stands there. */
export const crosshair = () => <Tooltip content={() => null} cursor={{ className: "s-ink", strokeWidth: 1 }} isAnimationActive={false} />;

import { ComposedChart, Line, ResponsiveContainer } from "recharts";
import type { AlertSpan } from "./alert-spans.ts";
import { type AnnotationMark, AnnotationMarks } from "./annotation-marks.tsx";
import { crosshair, grid, timeAxis, valueAxis } from "./axes.tsx";
import { AlertBands, GeneratedBand } from "./event-layers.tsx";
import { ActiveProbe, CHART_MARGIN, EndLabels, GapBands, type Threshold, Thresholds } from "./layers.tsx";
import { BURN_FLOOR, burnTicks, burnTop, onBurnAxis, type RangeSeries } from "./range.series.ts";

const HEIGHT = 250;

interface BurnRateChartProps {
  readonly series: RangeSeries;
  readonly zone: string;
  /** As a share. */
  readonly target: number;
  readonly thresholds: readonly Threshold[];
  readonly alerts: readonly AlertSpan[];
  readonly marks: readonly AnnotationMark[];
  readonly generated: { readonly untilMs: number | null; readonly text: string };
  /** At the end of the range, in words: "1 h 22.9×". */
  readonly current: { readonly hour: string; readonly short: string };
  readonly label: string;
  readonly syncId: string;
  readonly onActive: (ms: number | null) => void;
}

export function BurnRateChart(props: BurnRateChartProps) {
  const { series, zone, target, thresholds, alerts, marks, generated, current, label, syncId, onActive } = props;
  const top = burnTop(series.burn, target);
  const points = series.burn.map((point) => ({ ms: point.ms, hour: onBurnAxis(point.hour, top), short: onBurnAxis(point.short, top) }));
  const last = points.findLast((point) => point.hour !== null || point.short !== null);
  const format = (tick: number) => (tick === BURN_FLOOR ? `≤\u202f${BURN_FLOOR}×` : `${tick}×`);
  return (
    <figure className="chart" aria-label={label}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart data={points} margin={CHART_MARGIN} syncId={syncId} syncMethod="value">
          {grid()}
          {timeAxis({ ...series, zone })}
          {valueAxis({ domain: [BURN_FLOOR, top], ticks: burnTicks(top), format, log: true })}
          {crosshair()}
          <AlertBands spans={alerts} labelled />
          <GeneratedBand {...generated} />
          <GapBands bands={series.bands} labelled />
          <Thresholds lines={withEvenPace(thresholds.filter((line) => line.at <= top))} />
          <Line
            dataKey="short"
            type="linear"
            className="line-faint"
            dot={false}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="hour"
            type="linear"
            className="line-ink"
            dot={false}
            activeDot={{ r: 3.5, className: "chart-dot" }}
            connectNulls={false}
            isAnimationActive={false}
          />
          <AnnotationMarks marks={marks} />
          <EndLabels
            labels={[
              ...(last?.short === undefined || last.short === null
                ? []
                : [{ key: "short", at: last.short, text: current.short, className: "" }]),
              ...(last?.hour === undefined || last.hour === null
                ? []
                : [{ key: "hour", at: last.hour, text: current.hour, className: "strong ink" }]),
            ]}
          />
          <ActiveProbe onActive={onActive} />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** A rule whose limit is 1× stands on the line of even pace and takes its words along. */
function withEvenPace(lines: readonly Threshold[]): Threshold[] {
  const onPace = lines.find((line) => line.at === 1);
  if (onPace === undefined) return [...lines, { key: "even-pace", at: 1, text: "even pace: spends exactly the budget", tone: "ink-3" }];
  return lines.map((line) => (line === onPace ? { ...line, text: `${line.text}, even pace` } : line));
}

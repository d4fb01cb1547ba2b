import { ComposedChart, Line, ReferenceLine, ResponsiveContainer } from "recharts";
import { type AnnotationMark, AnnotationMarks } from "./annotation-marks.tsx";
import { crosshair, grid, timeAxis, valueAxis } from "./axes.tsx";
import type { BurnDownSeries } from "./burn-down.series.ts";
import { AdjustedBands, EpisodeBands, type EpisodeSpan, FutureBand, GeneratedBand } from "./event-layers.tsx";
import { ActiveProbe, CHART_MARGIN, EndLabels, GapBands, Moment, PointLabel } from "./layers.tsx";

const HEIGHT = 300;
const percent = (share: number): string => `${Math.round(share * 100)}\u202f%`.replace("-", "−");

interface BurnDownChartProps {
  readonly series: BurnDownSeries;
  readonly zone: string;
  /** What stands at the end of the line, e.g. "now" and "41.1 % left"; null while nothing is known. */
  readonly end: { readonly when: string; readonly left: string } | null;
  readonly episodes: readonly EpisodeSpan[];
  readonly marks: readonly AnnotationMark[];
  /** What the ground after now says: "6 days left". */
  readonly future: string;
  readonly generated: { readonly untilMs: number | null; readonly text: string };
  readonly label: string;
  readonly onActive: (ms: number | null) => void;
}

export function BurnDownChart({ series, zone, end, episodes, marks, future, generated, label, onActive }: BurnDownChartProps) {
  const last = series.points.findLast((point) => point.left !== null)?.left ?? null;
  const ahead = series.toMs > series.nowMs;
  return (
    <figure className="chart" aria-label={label}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart data={[...series.points]} margin={{ ...CHART_MARGIN, top: 22 }}>
          {grid()}
          {timeAxis({ ...series, zone })}
          {valueAxis({ domain: series.domain, ticks: series.ticks, format: percent })}
          {crosshair()}
          <GeneratedBand {...generated} />
          <FutureBand fromMs={series.nowMs} text={future} />
          <EpisodeBands spans={episodes} />
          <AdjustedBands bands={series.adjusted} />
          <GapBands bands={series.bands} labelled />
          <ReferenceLine y={0} className="zero-line" />
          <ReferenceLine
            segment={[
              { x: series.paceFromMs, y: 1 },
              { x: series.toMs, y: 0 },
            ]}
            className="even-pace"
          />
          <Line
            dataKey="left"
            type="linear"
            className={series.exhausted ? "line-spent" : "line-left"}
            dot={false}
            activeDot={{ r: 3.5, className: "chart-dot" }}
            connectNulls={false}
            isAnimationActive={false}
          />
          <AnnotationMarks marks={marks} />
          <Moment ms={series.nowMs} />
          {last !== null && end !== null && ahead && <PointLabel ms={series.nowMs} at={last} text={`${end.when}, ${end.left}`} />}
          <EndLabels
            labels={[
              ...(last === null || end === null || ahead
                ? []
                : [
                    { key: "now", at: last, text: end.when, className: "strong ink" },
                    { key: "left", at: last, text: end.left, className: "strong ink" },
                  ]),
              { key: "pace", at: 0, text: "even pace", className: "" },
            ]}
          />
          <ActiveProbe onActive={onActive} />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

import { Area, ComposedChart, Line, ReferenceLine, ResponsiveContainer } from "recharts";
import { sliNumberText } from "../lib/figures.ts";
import type { AlertSpan } from "./alert-spans.ts";
import { type AnnotationMark, AnnotationMarks } from "./annotation-marks.tsx";
import { crosshair, grid, timeAxis, valueAxis } from "./axes.tsx";
import { AlertBands, GeneratedBand } from "./event-layers.tsx";
import { ActiveProbe, CHART_MARGIN, EndLabels, GapBands, TrafficColumns } from "./layers.tsx";
import { countTicks, type RangeSeries, sliAxis, toSliPoints } from "./range.series.ts";

const SLI_HEIGHT = 190;
const TRAFFIC_HEIGHT = 130;
const NNBSP = "\u202f";

interface SliTrafficProps {
  readonly series: RangeSeries;
  readonly zone: string;
  readonly target: { readonly percent: string; readonly share: number; readonly text: string };
  readonly alerts: readonly AlertSpan[];
  readonly marks: readonly AnnotationMark[];
  readonly generatedUntilMs: number | null;
  readonly label: string;
  readonly syncId: string;
  readonly onActive: (ms: number | null) => void;
}

export function SliChart({ series, zone, target, alerts, marks, generatedUntilMs, label, syncId, onActive }: SliTrafficProps) {
  const points = toSliPoints(series, target.share);
  const axis = sliAxis(points, target.share);
  const last = points.findLast((point) => point.sli !== null)?.sli ?? null;
  const format = (share: number) => `${(share * 100).toFixed(axis.digits)}${NNBSP}%`;
  return (
    <figure className="chart spaced" aria-label={label}>
      <ResponsiveContainer width="100%" height={SLI_HEIGHT}>
        <ComposedChart data={points} margin={{ ...CHART_MARGIN, bottom: 8 }} syncId={syncId} syncMethod="value">
          {grid()}
          {timeAxis({ ...series, zone, hidden: true })}
          {valueAxis({ ...axis, format })}
          {crosshair()}
          <AlertBands spans={alerts} labelled={false} />
          <GeneratedBand untilMs={generatedUntilMs} text="" />
          <GapBands bands={series.bands} labelled={false} />
          <Area dataKey="below" type="stepAfter" className="area-below" activeDot={false} connectNulls={false} isAnimationActive={false} />
          <ReferenceLine y={target.share} className="target-line" />
          <Line
            dataKey="sli"
            type="stepAfter"
            className="line-ink thin"
            dot={false}
            activeDot={{ r: 3.5, className: "chart-dot" }}
            connectNulls={false}
            isAnimationActive={false}
          />
          <AnnotationMarks marks={marks} />
          <EndLabels
            labels={[
              { key: "target", at: target.share, text: `target ${target.text}`, className: "strong tone-left" },
              ...(last === null || last >= target.share
                ? []
                : [{ key: "now", at: last, text: `last ${sliNumberText(last, target.percent)}`, className: "strong ink" }]),
            ]}
          />
          <ActiveProbe onActive={onActive} />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

export function TrafficChart({ series, zone, target, alerts, marks, generatedUntilMs, label, syncId, onActive }: SliTrafficProps) {
  const points = series.columns.map((c) => ({
    ms: c.ms,
    fromMs: c.ms,
    toMs: c.endMs,
    good: c.goodPerMinute,
    bad: c.badPerMinute,
    sli: c.sli,
  }));
  const highest = Math.max(0, ...points.map((p) => (p.good ?? 0) + (p.bad ?? 0)));
  const ticks = countTicks(highest);
  const last = points.findLast((p) => p.good !== null);
  const top = ticks.at(-1) ?? 1;
  const over = last !== undefined && last.sli !== null && last.sli < target.share;
  return (
    <figure className="chart" aria-label={label}>
      <ResponsiveContainer width="100%" height={TRAFFIC_HEIGHT}>
        <ComposedChart data={points} margin={CHART_MARGIN} syncId={syncId} syncMethod="value">
          {grid()}
          {timeAxis({ ...series, zone })}
          {valueAxis({ domain: [0, top], ticks, format: shortCount })}
          {crosshair()}
          <AlertBands spans={alerts} labelled={false} />
          <GeneratedBand untilMs={generatedUntilMs} text="" />
          <GapBands bands={series.bands} labelled={false} />
          <TrafficColumns columns={points} />
          <Line dataKey="good" stroke="none" dot={false} activeDot={false} connectNulls={false} isAnimationActive={false} />
          <AnnotationMarks marks={marks} />
          <EndLabels
            labels={[
              { key: "unit", at: top, text: "requests / min", className: "" },
              ...(last === undefined
                ? []
                : [
                    { key: "total", at: top * 0.999, text: shortCount((last.good ?? 0) + (last.bad ?? 0)), className: "strong ink" },
                    { key: "bad", at: top * 0.998, text: `${shortCount(last.bad ?? 0)} bad`, className: over ? "strong tone-spent" : "" },
                  ]),
            ]}
          />
          <ActiveProbe onActive={onActive} />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** For axes: thousands apart, and digits only where the value is small. */
function shortCount(value: number): string {
  if (value !== 0 && value < 10) return String(Math.round(value * 100) / 100);
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, NNBSP);
}

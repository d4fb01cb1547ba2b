import type { Alert, ObjectiveStatus } from "@solvent/api-contract";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useTraffic } from "../../api/objectives.queries.ts";
import { toAlertSpans } from "../../charts/alert-spans.ts";
import { BurnRateChart } from "../../charts/burn-rate.chart.tsx";
import { type RangeSeries, toRangeSeries, toRangeTable } from "../../charts/range.series.ts";
import { SliChart, TrafficChart } from "../../charts/sli-traffic.chart.tsx";
import { CsvLink } from "../../components/csv-link.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useNow, useZone } from "../../components/use-now.ts";
import { burnNumberText, burnText, shareOfPercent, targetText, windowText } from "../../lib/figures.ts";
import { formatInstant, msOfIso } from "../../lib/time.ts";
import { AnnotationLegend } from "../annotations/annotation-legend.tsx";
import { countKinds } from "../annotations/annotations.model.ts";
import { useAnnotationMarks } from "../annotations/use-annotation-marks.ts";
import { generatedBand } from "./generated.model.ts";
import { toThresholds } from "./objective.model.ts";
import { toTrafficRange } from "./range.model.ts";
import { decodeRange, decodeUntil, encodeRange, neighbour, RANGES, type Range, withoutUntil } from "./range-url.ts";
import { rangeReadout } from "./readout.model.ts";

interface RangeSectionProps {
  readonly name: string;
  readonly status: ObjectiveStatus;
  readonly alerts: readonly Alert[];
  /** Where the time line ends for good, of what is not read any more; null: it goes on. */
  readonly endMs: number | null;
}

export function RangeSection({ name, status, alerts, endMs }: RangeSectionProps) {
  const [params, setParams] = useSearchParams();
  const range = decodeRange(params);
  const change = (next: Range) => setParams(encodeRange(params, next), { replace: true });
  useKeys({ "[": () => change(neighbour(range, -1)), "]": () => change(neighbour(range, 1)) });
  const [table, setTable] = useState(false);
  const nowMs = useNow(60_000);
  const watermarkMs = msOfIso(status.summary.watermark);
  const zone = useZone();
  const chosenMs = decodeUntil(params);
  const untilMs = chosenMs ?? endMs;
  const traffic = useTraffic(name, toTrafficRange(range, { watermarkMs, nowMs, untilMs }));
  const series = useMemo(() => (traffic.data === undefined ? null : toRangeSeries(traffic.data, watermarkMs)), [traffic.data, watermarkMs]);
  return (
    <section className="section" id="range">
      <div className="section-head">
        <h2>{untilMs === null ? `The last ${rangeTitle(range)}` : `${rangeTitle(range)} until ${formatInstant(untilMs, zone)}`}</h2>
        <span className="d">{series === null ? "" : `${windowText(series.stepMinutes)} columns`}</span>
        {chosenMs !== null && (
          <button type="button" className="link small" onClick={() => setParams(withoutUntil(params), { replace: true })}>
            {endMs === null ? "Up to now" : "Up to its end"}
          </button>
        )}
        {series !== null && <RangeCsv series={series} name={`${name}-${range.value}`} />}
        <button type="button" className="link small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? "Charts" : "Table"}
        </button>
        <Segmented
          label="Range"
          options={RANGES}
          value={range.value}
          onChange={(value) => change(RANGES.find((r) => r.value === value) ?? range)}
        />
      </div>
      {traffic.isError && <ProblemNotice what="The charts could not be loaded" error={traffic.error} onRetry={() => traffic.refetch()} />}
      {series === null && !traffic.isError && <Skeleton rows={8} label="Loading the charts" />}
      {series !== null && table && <DataTable caption="SLI, traffic and burn rates" table={toRangeTable(series)} />}
      {series !== null && !table && (
        <Charts series={series} status={status} alerts={alerts} past={untilMs !== null} ended={endMs !== null} />
      )}
    </section>
  );
}

const rangeTitle = (range: Range): string => ({ "6h": "6 hours", "24h": "24 hours", "7d": "7 days", "28d": "28 days" })[range.value];

const RangeCsv = ({ series, name }: { series: RangeSeries; name: string }) => (
  <CsvLink table={() => toRangeTable(series)} fileName={`${name}.csv`} />
);

interface ChartsProps {
  readonly series: RangeSeries;
  readonly status: ObjectiveStatus;
  readonly alerts: readonly Alert[];
  /** The range ends before now, so the present burn rates do not stand at its end. */
  readonly past: boolean;
  /** Nothing is judged any more, so that nothing fires now. */
  readonly ended: boolean;
}

function Charts({ series, status, alerts, past, ended }: ChartsProps) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [activeMs, setActiveMs] = useState<number | null>(null);
  const { summary } = status;
  // What a composite counts are its slices, of which there are always equally many.
  const isMeasured = summary.source !== null;
  const target = { percent: summary.targetPercent, share: shareOfPercent(summary.targetPercent), text: targetText(summary.targetPercent) };
  const end = series.burn.at(-1);
  const burnOver = (minutes: 60 | 5) =>
    past
      ? burnNumberText((minutes === 60 ? end?.hour : end?.short) ?? null)
      : burnText(status.burn.find((b) => b.minutes === minutes)?.burn ?? null);
  const generated = generatedBand(summary, zone);
  const marks = useAnnotationMarks(summary.name, status, series);
  const named = (label: string): string => [label, ...countKinds(marks).map(({ text }) => text)].join(", ");
  const current = { hour: `1\u202fh ${burnOver(60)}`, short: `5\u202fmin ${burnOver(5)}` };
  const sliLabel = `SLI against the target of ${target.text}`;
  const spans = toAlertSpans({ alerts, firing: ended ? null : summary.firing }, series, { nowMs, zone });
  const shared = { series, zone, alerts: spans, syncId: "range", onActive: setActiveMs };
  // Marks stand on the time axis, which SLI and traffic share: it is that of the lower one.
  const lower = { ...shared, target, generatedUntilMs: generated.untilMs };
  return (
    <>
      <p className="readout" aria-live="off">
        {rangeReadout(series, activeMs, { zone, marks, targetPercent: summary.targetPercent }) ??
          "Point at a chart, or focus it and use the arrow keys, to read its values."}
      </p>
      <h3>
        Burn rate <span className="aside">log scale</span>
      </h3>
      <BurnRateChart
        {...shared}
        target={target.share}
        thresholds={toThresholds(status)}
        generated={generated}
        marks={marks}
        current={current}
        label={named(`Burn rate: ${current.hour}, ${current.short}`)}
      />
      <h3>
        {isMeasured ? "SLI and traffic" : "SLI"} <span className="aside">{windowText(series.stepMinutes)} sums</span>
      </h3>
      <SliChart {...lower} marks={isMeasured ? [] : marks} label={isMeasured ? sliLabel : named(sliLabel)} />
      {isMeasured && <TrafficChart {...lower} marks={marks} label={named("Requests per minute, bad ones on top")} />}
      <AnnotationLegend marks={marks} label="Annotations in the range" />
    </>
  );
}

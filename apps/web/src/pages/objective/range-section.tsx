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
import { generatedBand } from "./generated.model.ts";
import { toThresholds } from "./objective.model.ts";
import { toTrafficRange } from "./range.model.ts";
import { decodeRange, decodeUntil, encodeRange, neighbour, RANGES, type Range, withoutUntil } from "./range-url.ts";
import { rangeReadout } from "./readout.model.ts";

interface RangeSectionProps {
  readonly name: string;
  readonly status: ObjectiveStatus;
  readonly alerts: readonly Alert[];
}

export function RangeSection({ name, status, alerts }: RangeSectionProps) {
  const [params, setParams] = useSearchParams();
  const range = decodeRange(params);
  const change = (next: Range) => setParams(encodeRange(params, next), { replace: true });
  useKeys({ "[": () => change(neighbour(range, -1)), "]": () => change(neighbour(range, 1)) });
  const [table, setTable] = useState(false);
  const nowMs = useNow(60_000);
  const watermarkMs = msOfIso(status.summary.watermark);
  const zone = useZone();
  const untilMs = decodeUntil(params);
  const traffic = useTraffic(name, toTrafficRange(range, { watermarkMs, nowMs, untilMs }));
  const series = useMemo(() => (traffic.data === undefined ? null : toRangeSeries(traffic.data, watermarkMs)), [traffic.data, watermarkMs]);
  return (
    <section className="section" id="range">
      <div className="section-head">
        <h2>{untilMs === null ? `The last ${rangeTitle(range)}` : `${rangeTitle(range)} until ${formatInstant(untilMs, zone)}`}</h2>
        <span className="d">{series === null ? "" : `${windowText(series.stepMinutes)} columns`}</span>
        {untilMs !== null && (
          <button type="button" className="link small" onClick={() => setParams(withoutUntil(params), { replace: true })}>
            Up to now
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
      {series !== null && !table && <Charts series={series} status={status} alerts={alerts} past={untilMs !== null} />}
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
}

function Charts({ series, status, alerts, past }: ChartsProps) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [activeMs, setActiveMs] = useState<number | null>(null);
  const { summary } = status;
  // What a composite counts are its slices, of which there are always equally many.
  const isMeasured = summary.source !== null;
  const target = { share: shareOfPercent(summary.targetPercent), text: targetText(summary.targetPercent) };
  const end = series.burn.at(-1);
  const burnOver = (minutes: 60 | 5) =>
    past
      ? burnNumberText((minutes === 60 ? end?.hour : end?.short) ?? null)
      : burnText(status.burn.find((b) => b.minutes === minutes)?.burn ?? null);
  const generated = generatedBand(summary, zone);
  const spans = toAlertSpans({ alerts, firing: summary.firing }, series, { nowMs, zone });
  const shared = { series, zone, alerts: spans, syncId: "range", onActive: setActiveMs };
  return (
    <>
      <p className="readout" aria-live="off">
        {rangeReadout(series, activeMs, { zone, targetPercent: summary.targetPercent }) ??
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
        current={{ hour: `1\u202fh ${burnOver(60)}`, short: `5\u202fmin ${burnOver(5)}` }}
      />
      <h3>
        {isMeasured ? "SLI and traffic" : "SLI"} <span className="aside">{windowText(series.stepMinutes)} sums</span>
      </h3>
      <SliChart {...shared} target={target} generatedUntilMs={generated.untilMs} />
      {isMeasured && <TrafficChart {...shared} target={target} generatedUntilMs={generated.untilMs} />}
    </>
  );
}

import type { ObjectiveStatus } from "@solvent/api-contract";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useTraffic } from "../../api/objectives.queries.ts";
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
import { burnText, shareOfPercent, targetText, windowText } from "../../lib/figures.ts";
import { msOfIso } from "../../lib/time.ts";
import { type FiringStrip, toThresholds } from "./objective.model.ts";
import { toTrafficRange } from "./range.model.ts";
import { decodeRange, encodeRange, neighbour, RANGES, type Range } from "./range-url.ts";
import { rangeReadout } from "./readout.model.ts";

interface RangeSectionProps {
  readonly name: string;
  readonly status: ObjectiveStatus;
  readonly firing: FiringStrip | null;
}

export function RangeSection({ name, status, firing }: RangeSectionProps) {
  const [params, setParams] = useSearchParams();
  const range = decodeRange(params);
  const change = (next: Range) => setParams(encodeRange(params, next), { replace: true });
  useKeys({ "[": () => change(neighbour(range, -1)), "]": () => change(neighbour(range, 1)) });
  const [table, setTable] = useState(false);
  const nowMs = useNow(60_000);
  const watermarkMs = msOfIso(status.summary.watermark);
  const traffic = useTraffic(name, toTrafficRange(range, watermarkMs, nowMs));
  const series = useMemo(() => (traffic.data === undefined ? null : toRangeSeries(traffic.data, watermarkMs)), [traffic.data, watermarkMs]);
  return (
    <section className="section">
      <div className="section-head">
        <h2>The last {rangeTitle(range)}</h2>
        <span className="d">{series === null ? "" : `${windowText(series.stepMinutes)} columns`}</span>
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
      {series !== null && !table && <Charts series={series} status={status} firing={firing} />}
    </section>
  );
}

const rangeTitle = (range: Range): string => ({ "6h": "6 hours", "24h": "24 hours", "7d": "7 days", "28d": "28 days" })[range.value];

const RangeCsv = ({ series, name }: { series: RangeSeries; name: string }) => (
  <CsvLink table={() => toRangeTable(series)} fileName={`${name}.csv`} />
);

function Charts({ series, status, firing }: { series: RangeSeries } & Omit<RangeSectionProps, "name">) {
  const zone = useZone();
  const [activeMs, setActiveMs] = useState<number | null>(null);
  const { summary } = status;
  const target = { share: shareOfPercent(summary.targetPercent), text: targetText(summary.targetPercent) };
  const burnOver = (minutes: number) => burnText(status.burn.find((b) => b.minutes === minutes)?.burn ?? null);
  const shared = { series, zone, syncId: "range", onActive: setActiveMs };
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
        firing={firing === null ? null : { sinceMs: firing.sinceMs, text: firing.moment }}
        current={{ hour: `1\u202fh ${burnOver(60)}`, short: `5\u202fmin ${burnOver(5)}` }}
      />
      <h3>
        SLI and traffic <span className="aside">{windowText(series.stepMinutes)} sums</span>
      </h3>
      <SliChart {...shared} target={target} />
      <TrafficChart {...shared} target={target} />
    </>
  );
}

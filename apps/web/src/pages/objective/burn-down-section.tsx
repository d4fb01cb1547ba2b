import type { BurnDown, ObjectiveStatus } from "@solvent/api-contract";
import { useMemo, useState } from "react";
import { BurnDownChart } from "../../charts/burn-down.chart.tsx";
import { toBurnDownSeries, toBurnDownTable } from "../../charts/burn-down.series.ts";
import type { EpisodeSpan } from "../../charts/event-layers.tsx";
import { CsvLink } from "../../components/csv-link.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useZone } from "../../components/use-now.ts";
import { AnnotationLegend } from "../annotations/annotation-legend.tsx";
import { countKinds } from "../annotations/annotations.model.ts";
import { useAnnotationMarks } from "../annotations/use-annotation-marks.ts";
import { adjustedLegend, burnDownTitle, burnDownWindow, endOfLine, futureText } from "./burn-down.model.ts";
import { generatedBand } from "./generated.model.ts";
import { burnDownReadout } from "./readout.model.ts";

interface BurnDownSectionProps {
  readonly query: { readonly data: BurnDown | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly name: string;
  readonly status: ObjectiveStatus | null;
  readonly episodes: readonly EpisodeSpan[];
}

type Shape = "chart" | "table";

export function BurnDownSection({ query, name, status, episodes }: BurnDownSectionProps) {
  const [shape, setShape] = useState<Shape>("chart");
  useKeys({ t: () => setShape(shape === "chart" ? "table" : "chart") });
  return (
    <section className="section">
      <div className="section-head">
        <h2>Error budget</h2>
        <span className="d">{burnDownTitle(status, query.data)}</span>
        {query.data !== undefined && <BurnDownCsv data={query.data} name={name} />}
        <Segmented
          label="Show the budget as"
          options={[
            { value: "chart", label: "This window" },
            { value: "table", label: "Table" },
          ]}
          value={shape}
          onChange={setShape}
        />
      </div>
      {query.error !== null && (
        <ProblemNotice what="The budget's history could not be loaded" error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data === undefined && query.error === null && <Skeleton rows={6} label="Loading the budget's history" />}
      {query.data !== undefined && shape === "table" && (
        <DataTable caption="Budget left over the window" table={toBurnDownTable(query.data)} />
      )}
      {query.data !== undefined && shape === "chart" && <Chart name={name} data={query.data} status={status} episodes={episodes} />}
    </section>
  );
}

const BurnDownCsv = ({ data, name }: { data: BurnDown; name: string }) => (
  <CsvLink table={() => toBurnDownTable(data)} fileName={`${name}-burn-down.csv`} />
);

interface ChartProps {
  readonly name: string;
  readonly data: BurnDown;
  readonly status: ObjectiveStatus | null;
  readonly episodes: readonly EpisodeSpan[];
}

function Chart({ name, data, status, episodes }: ChartProps) {
  const zone = useZone();
  const [activeMs, setActiveMs] = useState<number | null>(null);
  const series = useMemo(() => toBurnDownSeries(data, burnDownWindow(data, status)), [data, status]);
  const marks = useAnnotationMarks(name, status, series);
  const end = endOfLine(status, data);
  const legend = adjustedLegend(series);
  const shaded = episodes.filter((span) => span.toMs > series.fromMs && span.fromMs < series.nowMs);
  return (
    <>
      <BurnDownChart
        series={series}
        zone={zone}
        end={end}
        episodes={shaded}
        marks={marks}
        future={futureText(status)}
        generated={generatedBand(status?.summary ?? null, zone)}
        label={`Budget burn-down: ${[end?.left ?? "nothing known", ...legend.counts, ...countKinds(marks).map(({ text }) => text)].join(", ")}`}
        onActive={setActiveMs}
      />
      <p className="readout" aria-live="off">
        {burnDownReadout(series, activeMs, { zone, marks }) ?? `Times are ${zone}.`}
      </p>
      <AnnotationLegend marks={marks} label="Annotations in the chart" />
      {legend.adjusted.length > 0 && (
        <ul className="legend small ink-2" aria-label="Adjustments in the chart">
          {legend.adjusted.map(({ mode, text }) => (
            <li key={mode}>
              <svg width="22" height="11" aria-hidden="true">
                <rect width="22" height="11" className={mode === "exclude" ? "f-dots-excluded" : "f-rules-forgiven"} />
              </svg>{" "}
              {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

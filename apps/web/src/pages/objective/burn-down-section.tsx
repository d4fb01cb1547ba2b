import type { BurnDown, ObjectiveSummary } from "@solvent/api-contract";
import { useMemo, useState } from "react";
import { BurnDownChart } from "../../charts/burn-down.chart.tsx";
import { toBurnDownSeries, toBurnDownTable } from "../../charts/burn-down.series.ts";
import { CsvLink } from "../../components/csv-link.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useZone } from "../../components/use-now.ts";
import { budgetText, windowText } from "../../lib/figures.ts";
import { msOfIso } from "../../lib/time.ts";
import { plural } from "../../lib/words.ts";
import { generatedBand } from "./generated.model.ts";
import { burnDownReadout } from "./readout.model.ts";

interface BurnDownSectionProps {
  readonly query: { readonly data: BurnDown | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly name: string;
  readonly summary: ObjectiveSummary | null;
}

const MINUTE_MS = 60_000;

type Shape = "chart" | "table";

export function BurnDownSection({ query, name, summary }: BurnDownSectionProps) {
  const [shape, setShape] = useState<Shape>("chart");
  useKeys({ t: () => setShape(shape === "chart" ? "table" : "chart") });
  const window = summary === null ? "" : `${windowText(summary.windowMinutes)} window, `;
  return (
    <section className="section">
      <div className="section-head">
        <h2>Where the budget went</h2>
        <span className="d">
          {window}100{"\u202f"}% at its start minus what was spent since
        </span>
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
      {query.data !== undefined && shape === "chart" && <Chart data={query.data} summary={summary} />}
    </section>
  );
}

const BurnDownCsv = ({ data, name }: { data: BurnDown; name: string }) => (
  <CsvLink table={() => toBurnDownTable(data)} fileName={`${name}-burn-down.csv`} />
);

function Chart({ data, summary }: { data: BurnDown; summary: ObjectiveSummary | null }) {
  const zone = useZone();
  const [activeMs, setActiveMs] = useState<number | null>(null);
  const series = useMemo(() => toBurnDownSeries(data, windowOf(data, summary)), [data, summary]);
  const left = summary?.budgetLeft ?? null;
  const end = left === null ? null : { when: summary?.state === "no-data" ? "last known" : "now", left: `${budgetText(left)} left` };
  return (
    <>
      <BurnDownChart
        series={series}
        zone={zone}
        end={end}
        generated={generatedBand(summary, zone)}
        label={`Budget burn-down: ${end?.left ?? "nothing known"}, ${plural(series.bands.length, "gap")}`}
        onActive={setActiveMs}
      />
      <p className="readout" aria-live="off">
        {burnDownReadout(series, activeMs, zone) ?? `Times are ${zone}.`}
      </p>
    </>
  );
}

/** The window ends at the newest closed minute; before the figures are there, the answer's own range has to do. */
function windowOf(data: BurnDown, summary: ObjectiveSummary | null): { fromMs: number; toMs: number } {
  if (summary === null) return { fromMs: msOfIso(data.from), toMs: msOfIso(data.to) };
  const toMs = msOfIso(summary.watermark);
  return { fromMs: toMs - summary.windowMinutes * MINUTE_MS, toMs };
}

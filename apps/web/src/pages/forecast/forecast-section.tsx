import type { EpisodeLedger, Forecast } from "@solvent/api-contract";
import { useState } from "react";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { toEpisodeSpans } from "../episodes/episodes.model.ts";
import { chanceText, recoversText, toRateRows, toReliefRows } from "./forecast.model.ts";

interface ForecastSectionProps {
  readonly query: { readonly data: Forecast | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly ledger: EpisodeLedger | undefined;
  readonly zone: string;
}

export function ForecastSection({ query, ledger, zone }: ForecastSectionProps) {
  const { data, error } = query;
  return (
    <section className="section" id="forecast">
      <div className="section-head">
        <h2>What comes next</h2>
      </div>
      {error !== null && <ProblemNotice what="The forecast could not be loaded" error={error} onRetry={() => query.refetch()} />}
      {data === undefined && error === null && <Skeleton rows={5} label="Loading the forecast" />}
      {data !== undefined && (
        <>
          <Rates forecast={data} zone={zone} />
          <Chance forecast={data} />
          <Relief forecast={data} ledger={ledger} zone={zone} />
        </>
      )}
    </section>
  );
}

const Rates = ({ forecast, zone }: { forecast: Forecast; zone: string }) => (
  <table className="lined wraps">
    <caption className="visually-hidden">When the budget runs out</caption>
    <thead>
      <tr>
        <th scope="col">At the rate of the</th>
        <th scope="col" className="r">
          Burn
        </th>
        <th scope="col">The budget is gone</th>
      </tr>
    </thead>
    <tbody>
      {toRateRows(forecast, zone).map((row) => (
        <tr key={row.key}>
          <th scope="row">{row.lookback}</th>
          <td className="r">{row.burn}</td>
          <td>
            <b className={row.soon ? "tone-spent" : undefined}>{row.outcome}</b>
            <div className="small ink-2">{row.reason}</div>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

function Chance({ forecast }: { forecast: Forecast }) {
  const { text, detail } = chanceText(forecast);
  return (
    <>
      <h3>Chance in typical weeks</h3>
      <p>{text}</p>
      {detail !== "" && <p className="small ink-2">{detail}</p>}
    </>
  );
}

function Relief({ forecast, ledger, zone }: { forecast: Forecast; ledger: EpisodeLedger | undefined; zone: string }) {
  const [all, setAll] = useState(false);
  const letters = new Map(toEpisodeSpans(ledger).map(({ key, letter }) => [key, letter]));
  const { rows, more } = toReliefRows(forecast, letters, { zone, all });
  const recovers = recoversText(forecast, zone);
  return (
    <>
      <h3>
        Budget returns on <span className="aside">if nothing else fails</span>
      </h3>
      {recovers !== "" && (
        <p>
          <b>{recovers}</b>
        </p>
      )}
      {rows.length === 0 && <p className="small ink-3">Nothing that is spent comes back on a known day.</p>}
      {rows.length > 0 && (
        <table className="lined wraps returns">
          <caption className="visually-hidden">Budget that comes back, soonest first</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className="r">
                Comes back
              </th>
              <th scope="col">Why</th>
              <th scope="col" className="r">
                Left then
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.when}</th>
                <td className="r tone-left">
                  <b>{row.returns}</b>
                </td>
                <td className="ink-2">{row.what}</td>
                <td className="r">{row.left}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && (
        <button type="button" className="link small" onClick={() => setAll(true)}>
          {more} more
        </button>
      )}
    </>
  );
}

import type { Backtest } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { historyText, noticesText, toEpisodeRows, toNoticeRows, toResultRows } from "./backtest.model.ts";
import { TimelineStrips } from "./timeline-strips.tsx";

interface BacktestResultsProps {
  readonly backtest: Backtest;
  readonly zone: string;
  /** Of the policies before: the new ones are being tried. */
  readonly stale: boolean;
}

export function BacktestResults({ backtest, zone, stale }: BacktestResultsProps) {
  const empty = backtest.coverage.counted === 0;
  return (
    <div className={stale ? "results refreshing" : "results"} aria-busy={stale}>
      <section className="section">
        <div className="section-head">
          <h2>What they would have told</h2>
          <span className="d" role="status">
            {empty ? "" : historyText(backtest, zone)}
          </span>
        </div>
        {empty ? <p>There is no history in that time, so nothing can be tried.</p> : <Results backtest={backtest} />}
      </section>
      {!empty && (
        <>
          <section className="section">
            <h2>When</h2>
            <TimelineStrips backtest={backtest} zone={zone} />
            <Notices backtest={backtest} zone={zone} />
          </section>
          <Episodes backtest={backtest} zone={zone} />
        </>
      )}
    </div>
  );
}

const Heads = ({ backtest }: { backtest: Backtest }) =>
  backtest.policies.map((policy) => (
    <th key={policy.name} scope="col" className="r">
      {policy.name}
    </th>
  ));

const Results = ({ backtest }: { backtest: Backtest }) => (
  <>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <section className="scroller" aria-label="Results by policy" tabIndex={0}>
      <table className="lined compare">
        <thead>
          <tr>
            <td />
            <Heads backtest={backtest} />
          </tr>
        </thead>
        <tbody>
          {toResultRows(backtest).map((row) => (
            <tr key={row.term}>
              <th scope="row" title={row.hint}>
                {row.term}
              </th>
              {row.values.map((value, i) => (
                <td key={backtest.policies[i]?.name} className="r">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
    <ul className="warnings" aria-label="Warnings">
      {backtest.policies.flatMap((policy) =>
        policy.warnings.map((warning) => (
          <li key={`${policy.name} ${warning.rule} ${warning.code}`}>
            <Icon name="at-risk" size={14} />{" "}
            <span>
              {policy.name}, {warning.rule}: {warning.message}
            </span>
          </li>
        )),
      )}
    </ul>
  </>
);

const Notices = ({ backtest, zone }: { backtest: Backtest; zone: string }) =>
  backtest.policies.map((policy) => (
    <details key={policy.name}>
      <summary className="small">
        {policy.name}: {noticesText(policy)}
      </summary>
      <table className="lined wraps">
        <thead>
          <tr>
            <th scope="col">Told</th>
            <th scope="col">Rule</th>
            <th scope="col">Lasted</th>
            <th scope="col">About</th>
          </tr>
        </thead>
        <tbody>
          {toNoticeRows(policy, zone).map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.fired}</th>
              <td>{row.rule}</td>
              <td>{row.lasted}</td>
              <td className="ink-2">{row.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  ));

const Episodes = ({ backtest, zone }: { backtest: Backtest; zone: string }) => (
  <section className="section">
    <h2>Episode by episode</h2>
    {backtest.episodes.length === 0 && <p className="small ink-3">No episode in that time: every page would have been noise.</p>}
    {backtest.episodes.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      <section className="scroller" aria-label="Episodes by policy" tabIndex={0}>
        <table className="lined compare">
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">Lasted</th>
              <th scope="col" className="r">
                Cost
              </th>
              <Heads backtest={backtest} />
            </tr>
          </thead>
          <tbody>
            {toEpisodeRows(backtest, zone).map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.started}</th>
                <td>{row.lasted}</td>
                <td className="r">{row.share}</td>
                {row.cells.map((cell, i) => (
                  <td key={backtest.policies[i]?.name} className="r">
                    {cell.missed ? <span className="tone-spent">{cell.text}</span> : cell.text}
                    {cell.detail !== "" && <div className="small ink-3">{cell.detail}</div>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);

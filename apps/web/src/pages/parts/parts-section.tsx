import type { ObjectiveStatus } from "@solvent/api-contract";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { StateBadge } from "../../components/state.tsx";
import { hasWeights, howText, toPartRows } from "./parts.model.ts";

interface PartsSectionProps {
  readonly composite: NonNullable<ObjectiveStatus["composite"]>;
  readonly targetPercent: string;
}

/** What a composite is put together from. */
export const PartsSection = ({ composite, targetPercent }: PartsSectionProps) => (
  <section className="section parts" id="parts" aria-labelledby="parts-title">
    <div className="section-head">
      <h2 id="parts-title">Parts</h2>
      <span className="d">{howText(composite)}.</span>
    </div>
    {composite.partial && (
      <p className="small">
        <Icon name="no-data" size={13} /> Some part is unknown in some of the window: there it is left out, and the others count alone.
      </p>
    )}
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <section className="scroller" aria-label="Parts of the composite" tabIndex={0}>
      <table className="lined ledger">
        <caption className="visually-hidden">Parts over the composite's window, in its slices</caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Its own state</th>
            <th scope="col" className="r">
              SLI here
            </th>
            {hasWeights(composite) && (
              <th scope="col" className="r">
                Weight
              </th>
            )}
            <th scope="col" className="r">
              Bad
            </th>
            <th scope="col" className="r">
              Coverage
            </th>
          </tr>
        </thead>
        <tbody>
          {toPartRows(composite, targetPercent).map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <Link to={`/objectives/${row.name}`}>{row.title}</Link>
              </th>
              <td>
                <StateBadge state={row.state} />
              </td>
              <td className="r">
                <b>{row.sli}</b>
              </td>
              {hasWeights(composite) && <td className="r">{row.weight}</td>}
              <td className="r">
                {row.badShare}
                <div className="small ink-3">{row.bad}</div>
              </td>
              <td className={row.whole ? "r" : "r tone-unknown"}>{row.coverage}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);

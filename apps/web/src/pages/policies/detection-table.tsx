import { Icon } from "../../components/icon.tsx";
import type { DetectionRow, PreviewRow } from "./policy-text.ts";

/** How soon a condition fires in a failure of constant strength, what is spent by then, and how soon it is over. */
const DetectionTable = ({ name, rows }: { name: string; rows: readonly DetectionRow[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label={`Detection of ${name}`} tabIndex={0}>
    <table className="lined detection">
      <caption className="visually-hidden">How soon {name} fires</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col" className="r">
            Fires after
          </th>
          <th scope="col" className="r">
            Spent by then
          </th>
          <th scope="col" className="r">
            Over after
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.failure}>
            <th scope="row">{row.failure}</th>
            <td className={row.never ? "r tone-unknown" : "r"}>
              <b>{row.detect}</b>
            </td>
            <td className="r">{row.spent}</td>
            <td className="r ink-2">{row.reset}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** One condition as it works: what it looks for, what is wrong with it, how soon it tells. */
export const PreviewedCondition = ({ row }: { row: PreviewRow }) => (
  <article className="previewed" aria-label={row.name}>
    <h3>{row.name}</h3>
    <p className="ink-2">{row.sentence}</p>
    {row.facts !== "" && <p className="small ink-3">{row.facts}</p>}
    {(row.problems.length > 0 || row.warnings.length > 0) && (
      <ul className="warnings">
        {row.problems.map((text) => (
          <li key={text} className="tone-spent">
            <Icon name="exhausted" size={14} />{" "}
            <span>
              <b>Refused.</b> {text}
            </span>
          </li>
        ))}
        {row.warnings.map((text) => (
          <li key={text}>
            <Icon name="at-risk" size={14} /> <span>{text}</span>
          </li>
        ))}
      </ul>
    )}
    {row.detection.length > 0 && <DetectionTable name={row.name} rows={row.detection} />}
  </article>
);

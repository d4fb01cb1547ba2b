import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import type { ReceiptView } from "./refills.model.ts";

/** What reading an interval again has changed, or how far it is. */
export const Receipt = ({ view }: { view: ReceiptView }) => (
  <div className={view.failed ? "receipt failed" : "receipt"}>
    <p>
      <Icon name={view.failed ? "exhausted" : view.fraction === null ? "tick" : "waiting"} size={14} /> <b>{view.title}</b>
    </p>
    <p className="small ink-2">{view.detail}.</p>
    {view.fraction !== null && <progress value={view.fraction} max={1} aria-label="Read" />}
    {view.figures.length > 0 && <BeforeAfter caption="The interval before and after" head="Interval" rows={view.figures} />}
    {view.objectives.length > 0 && (
      <table className="lined">
        <caption className="visually-hidden">Budgets before and after</caption>
        <thead>
          <tr>
            <th scope="col">Budget left of</th>
            <th scope="col" className="r">
              Before
            </th>
            <th scope="col" className="r">
              After
            </th>
            <th scope="col" className="r">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {view.objectives.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                <Link to={`/objectives/${one.name}`}>{one.name}</Link>
              </th>
              <td className="r">{one.before}</td>
              <td className="r">
                <b>{one.after}</b>
              </td>
              <td className="r">{one.difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </div>
);

const BeforeAfter = ({ caption, head, rows }: { caption: string; head: string; rows: ReceiptView["figures"] }) => (
  <table className="lined">
    <caption className="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col">{head}</th>
        <th scope="col" className="r">
          Before
        </th>
        <th scope="col" className="r">
          After
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.term}>
          <th scope="row">{row.term}</th>
          <td className="r">{row.before}</td>
          <td className="r">
            <b>{row.after}</b>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

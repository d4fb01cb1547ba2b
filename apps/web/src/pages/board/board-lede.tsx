import { Link } from "react-router";
import type { Lede } from "./lede.model.ts";

export const BoardLede = ({ lede }: { lede: Lede }) => (
  <div className="lede wrap">
    <div className="grow" aria-live="polite">
      <h1>{lede.title}</h1>
      {lede.detail !== "" && <p>{lede.detail}</p>}
    </div>
    {lede.open !== null && (
      <Link className="button primary" to={`/objectives/${lede.open}`}>
        Open
      </Link>
    )}
  </div>
);

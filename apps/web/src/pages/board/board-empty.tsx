import { Link } from "react-router";

/** Ways in, each one line and one button. */
export const BoardEmpty = ({ hasSource }: { hasSource: boolean }) => (
  <main id="main" className="wrap narrow">
    <div className="lede">
      <div className="grow">
        <h1>No objective yet</h1>
        <p>An objective says which requests count as good, and how many have to be. Its error budget appears here.</p>
      </div>
    </div>
    <ul className="ways">
      {!hasSource && (
        <li>
          <span>Connect the system that has your metrics.</span>
          <Link className="button primary" to="/welcome">
            Connect a source
          </Link>
        </li>
      )}
      <li>
        <span>Paste a query or an OpenSLO file, and look at its last 24 hours before saving.</span>
        <Link className={hasSource ? "button primary" : "button"} to="/define">
          Define an objective
        </Link>
      </li>
    </ul>
  </main>
);

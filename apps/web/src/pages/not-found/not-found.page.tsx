import { Link, useLocation } from "react-router";
import { useTitle } from "../../components/use-title.ts";

export function NotFoundPage() {
  const { pathname } = useLocation();
  useTitle("Not found");
  return (
    <main id="main" className="wrap narrow">
      <div className="lede">
        <div className="grow">
          <h1>There is no page at this address</h1>
          <p>
            <code>{pathname}</code> is not one of Solvent's pages.
          </p>
        </div>
      </div>
      <Link className="button primary" to="/">
        Open the board
      </Link>
    </main>
  );
}

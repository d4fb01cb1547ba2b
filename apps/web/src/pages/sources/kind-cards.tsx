import type { SourceKind } from "@solvent/api-contract";
import { Link } from "react-router";
import { toKindCard } from "./kinds.model.ts";

/** What can be connected: each leads to its form. */
export const KindCards = ({ kinds }: { readonly kinds: readonly SourceKind[] }) => (
  <ul className="kinds" aria-label="Kinds of source">
    {kinds.map(toKindCard).map((card) => (
      <li key={card.kind}>
        <h2>
          <Link className="row-link" to={`/welcome?kind=${encodeURIComponent(card.kind)}`}>
            {card.title}
          </Link>
        </h2>
        <p>{card.description}</p>
        <p className="small ink-3">{card.needs}</p>
      </li>
    ))}
  </ul>
);

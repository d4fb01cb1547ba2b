import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import type { DeliveryTrouble } from "./delivery.model.ts";

export const DeliveryBanner = ({ troubles }: { troubles: readonly DeliveryTrouble[] }) =>
  troubles.length === 0 ? null : (
    <ul className="delivery wrap" aria-label="What keeps people from being told">
      {troubles.map((trouble) => (
        <li key={trouble.key} className="strip">
          <p>
            <Icon name="muted" size={18} /> <b>{trouble.lead}</b> {trouble.detail}
          </p>
          <span className="spacer" />
          <Link className="button" to={trouble.link.to}>
            {trouble.link.text}
          </Link>
        </li>
      ))}
    </ul>
  );

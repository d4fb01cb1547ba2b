import type { ObjectiveSummary } from "@solvent/api-contract";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { formatSince } from "../../lib/time.ts";
import type { FiringStrip } from "./objective.model.ts";

export const FiringStripView = ({ strip }: { strip: FiringStrip }) => (
  <div className={`strip ${strip.severity}`} role="status">
    <p>
      <Icon name={strip.severity} size={18} /> <b>{strip.lead}</b> {strip.detail}
    </p>
  </div>
);

interface NoDataStripProps {
  readonly summary: ObjectiveSummary;
  readonly lastKnownMs: number;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** The last known figures stay on the page; this says as of when, and why nothing newer came. */
export const NoDataStrip = ({ summary, lastKnownMs, view }: NoDataStripProps) => (
  <div className="strip unknown" role="status">
    <p>
      <Icon name="no-data" size={18} />{" "}
      <b>
        Figures as of {formatSince(lastKnownMs, view.nowMs, view.zone)}
        {summary.reason === null ? "." : `: ${summary.reason}.`}
      </b>{" "}
      Alerts are frozen, nothing is assumed good. <Link to="/sources">Look at the source {summary.source}</Link>
    </p>
  </div>
);

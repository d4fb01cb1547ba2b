import type { Objective } from "@solvent/api-contract";
import { Link } from "react-router";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";

/** The definition as OpenSLO, to put into a repository. */
export const OpenSloSection = ({ objective, onClose }: { objective: Objective; onClose: () => void }) => (
  <Dialog title="OpenSLO" onClose={onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <pre className="code-block" tabIndex={0}>
      <code>{objective.openslo}</code>
    </pre>
    <div className="actions">
      <CopyButton text={objective.openslo} label="Copy" />
      <Link className="button small" to={`/define?objective=${objective.name}`}>
        Edit
      </Link>
      <button type="button" className="button small" onClick={onClose}>
        Close
      </button>
    </div>
  </Dialog>
);

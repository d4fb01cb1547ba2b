import type { AlertPolicy } from "@solvent/api-contract";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { titleOf } from "../../lib/objective-text.ts";

/** The policy as OpenSLO, to put into a repository. */
export const PolicyYaml = ({ policy, onClose }: { policy: AlertPolicy; onClose: () => void }) => (
  <Dialog title={`${titleOf(policy)} as OpenSLO`} onClose={onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <pre className="code-block" tabIndex={0}>
      <code>{policy.openslo}</code>
    </pre>
    <div className="actions">
      <CopyButton text={policy.openslo} label="Copy" />
      <button type="button" className="button small" onClick={onClose}>
        Close
      </button>
    </div>
  </Dialog>
);

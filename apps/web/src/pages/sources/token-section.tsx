import type { IssuedToken, Source } from "@solvent/api-contract";
import { useState } from "react";
import { useIssueToken } from "../../api/sources.queries.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { View } from "./sources.model.ts";
import { curlLine, tokenText } from "./token.model.ts";

/** The token of a source that others send to: made here, shown once. */
export function TokenSection({ source, view }: { source: Source; view: View }) {
  const issue = useIssueToken();
  const [confirming, setConfirming] = useState(false);
  const { token } = source;
  const make = () => {
    setConfirming(false);
    issue.mutate(source);
  };
  return (
    <section className="section" aria-labelledby="token">
      <div className="section-head">
        <h2 id="token">Token</h2>
        <span className="d">Programs send to this source with it</span>
        <button
          type="button"
          className={token === null ? "button primary" : "button"}
          disabled={issue.isPending}
          onClick={() => (token === null ? make() : setConfirming(true))}
        >
          New token
        </button>
      </div>
      {token === null ? (
        <p className="ink-2">There is none yet, so nothing can be sent to this source.</p>
      ) : (
        <p>
          <code>…{token.hint}</code>, {tokenText(token, view)}
        </p>
      )}
      {issue.error !== null && <ProblemNotice what="No token was made" error={issue.error} onRetry={make} />}
      {issue.data !== undefined && <Issued issued={issue.data} nowMs={view.nowMs} onDone={() => issue.reset()} />}
      {confirming && token !== null && <ConfirmNew hint={token.hint} onConfirm={make} onClose={() => setConfirming(false)} />}
    </section>
  );
}

const ConfirmNew = ({ hint, onConfirm, onClose }: { hint: string; onConfirm: () => void; onClose: () => void }) => (
  <Dialog title="Make a new token?" onClose={onClose}>
    <p>
      The token that ends in <code>{hint}</code> stops working at once. Whatever sends with it is refused until it has the new one.
    </p>
    <div className="actions">
      <button type="button" className="button danger" onClick={onConfirm}>
        Make a new token
      </button>
      <button type="button" className="button" onClick={onClose}>
        Keep the old one
      </button>
    </div>
  </Dialog>
);

function Issued({ issued, nowMs, onDone }: { issued: IssuedToken; nowMs: number; onDone: () => void }) {
  const line = curlLine(issued.token, { origin: window.location.origin, nowMs });
  return (
    <div className="issued" role="status">
      <p>
        <b>This is the only time that it is shown.</b> Solvent keeps no copy of it.
      </p>
      <Copyable label="Copy the token" text={issued.token} />
      <p className="small ink-2">To try it, send the good and total requests of the last minute under the name “checkout”:</p>
      <Copyable label="Copy the line" text={line} />
      <button type="button" className="button" onClick={onDone}>
        I have kept it
      </button>
    </div>
  );
}

const Copyable = ({ label, text }: { label: string; text: string }) => (
  <div className="copyable">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
    <pre className="code-block" tabIndex={0}>
      <code>{text}</code>
    </pre>
    <div className="actions">
      <CopyButton text={text} label={label} />
    </div>
  </div>
);

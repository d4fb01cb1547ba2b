import { Icon } from "../../components/icon.tsx";
import type { FailureStrip } from "./source.model.ts";

/** A source that does not answer: since when, in whose words, and what to do. */
export const SourceStrip = ({ failure }: { readonly failure: FailureStrip }) => (
  <div className="strip source-strip" role="status">
    <Icon name="exhausted" size={20} />
    <div>
      <b>{failure.lead}</b> {failure.words !== "" && <q>{failure.words}</q>} {failure.last}
      {failure.advice !== "" && <div className="small ink-2">{failure.advice}</div>}
    </div>
  </div>
);

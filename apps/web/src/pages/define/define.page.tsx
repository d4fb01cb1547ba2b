import { useSearchParams } from "react-router";
import { useGroup } from "../../api/groups.queries.ts";
import { useObjective } from "../../api/objectives.queries.ts";
import { useSourceKinds, useSources } from "../../api/sources.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useTitle } from "../../components/use-title.ts";
import { type Connected, DefinitionEditor, NOTHING_CONNECTED } from "./definition-editor.tsx";
import { firstText } from "./templates.model.ts";

/** Waits until the first text is known: a draft, the definition of an objective or a group, or what the wanted source begins with. */
export function DefinePage() {
  const [params] = useSearchParams();
  const grouped = params.get("group");
  const name = grouped ?? params.get("objective");
  const objective = useObjective(name ?? "", { enabled: name !== null && grouped === null });
  const group = useGroup(grouped ?? "", { enabled: grouped !== null });
  const sources = useSources();
  const kinds = useSourceKinds();
  useTitle(name === null ? "Define" : `Edit ${name}`);
  const asked = name === null ? sources : grouped === null ? objective : group;
  const failed = asked.error;
  if (failed !== null) {
    return (
      <main id="main" className="wrap block">
        <h1>{name === null ? "Define" : `Edit ${name}`}</h1>
        <ProblemNotice what="There is nothing to start from" error={failed} onRetry={() => asked.refetch()} />
      </main>
    );
  }
  // Kinds that cannot be loaded take only their templates and look-ups with them.
  const connected: Connected | null =
    sources.data === undefined || kinds.isPending ? null : { sources: sources.data.items, kinds: kinds.data?.items ?? [] };
  const stored =
    name === null
      ? connected && firstText(connected.sources, connected.kinds, params.get("source"))
      : ((grouped === null ? objective : group).data?.openslo ?? null);
  if (stored === null) return <Skeleton rows={10} label="Loading the editor" />;
  return <DefinitionEditor key={name ?? ""} name={name} stored={stored} connected={connected ?? NOTHING_CONNECTED} />;
}

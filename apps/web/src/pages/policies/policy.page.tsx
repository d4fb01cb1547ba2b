import { type AlertPolicy, ApiError } from "@solvent/api-contract";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { usePolicy, usePolicyPreview, useSavePolicy } from "../../api/policies.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useDebounced } from "../../components/use-debounced.ts";
import { useTitle } from "../../components/use-title.ts";
import { serverProblems } from "../../lib/field-problems.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { DeletePolicy } from "./delete-policy.tsx";
import { newPolicyDraft, type PolicyDraft, parseConditions, policyDraft } from "./policy-draft.ts";
import { PolicyForm } from "./policy-form.tsx";
import { PolicyPreviewView } from "./policy-preview.tsx";
import { refusalOf } from "./policy-text.ts";
import { PolicyYaml } from "./policy-yaml.tsx";
import { decodeBasis, encodeBasis, type PreviewBasis, previewInput } from "./preview-basis.ts";

const TYPING_PAUSE_MS = 400;

export function NewPolicyPage() {
  useTitle("New policy");
  return <Editor stored={null} />;
}

export function PolicyPage() {
  const { name = "" } = useParams();
  const policy = usePolicy(name);
  useTitle(policy.data === undefined ? name : titleOf(policy.data));
  if (policy.data !== undefined) return <Editor key={`${name} ${policy.data.revision}`} stored={policy.data} />;
  const unknown = policy.error instanceof ApiError && policy.error.status === 404;
  return (
    <main id="main" className="wrap narrow block">
      <h1>{unknown ? `There is no policy ${name}` : name}</h1>
      {unknown ? (
        <p>
          <Link className="button primary" to="/policies">
            Show all policies
          </Link>
        </p>
      ) : policy.error === null ? (
        <Skeleton rows={8} label="Loading the policy" />
      ) : (
        <ProblemNotice what="The policy could not be loaded" error={policy.error} onRetry={() => policy.refetch()} />
      )}
    </main>
  );
}

function Editor({ stored }: { stored: AlertPolicy | null }) {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<PolicyDraft>(() => (stored === null ? newPolicyDraft() : policyDraft(stored)));
  const [basis, setBasis] = useState<PreviewBasis>(() => decodeBasis(params, stored?.objectives[0] ?? null));
  const save = useSavePolicy(stored);
  const body = previewInput(basis, parseConditions(draft));
  const tried = useSteady(body);
  const preview = usePolicyPreview(tried);
  const choose = (next: PreviewBasis) => {
    setBasis(next);
    setParams(encodeBasis(params, next), { replace: true, preventScrollReset: true });
  };
  const change = (next: PolicyDraft) => {
    setDraft(next);
    save.reset();
  };
  const refusal = body === null ? null : refusalOf(preview.data);
  const title = stored === null ? "New policy" : titleOf(stored);
  return (
    <main id="main" className="wrap">
      <Head stored={stored} title={title} />
      <div className="policy-page">
        <div className="main-col">
          <PolicyForm
            draft={draft}
            named={stored !== null}
            refused={serverProblems(save.error)}
            pending={save.isPending}
            refusal={refusal}
            onChange={change}
            onSave={(input) => save.mutate(input, { onSuccess: () => void navigate(`/policies#${input.name}`) })}
          >
            {save.error !== null && <ProblemNotice what="Nothing was saved" error={save.error} />}
          </PolicyForm>
        </div>
        <PolicyPreviewView query={preview} blocked={body === null} basis={basis} onBasis={choose} />
      </div>
    </main>
  );
}

/** The input once typing has paused; null at once, and what was tried before stays shown. */
function useSteady(body: ReturnType<typeof previewInput>): ReturnType<typeof previewInput> {
  const settled = useDebounced(body === null ? "" : JSON.stringify(body), TYPING_PAUSE_MS);
  const [steady, setSteady] = useState(body);
  useEffect(() => {
    if (settled !== "") setSteady(JSON.parse(settled));
  }, [settled]);
  return steady;
}

function Head({ stored, title }: { stored: AlertPolicy | null; title: string }) {
  const [shown, setShown] = useState<"yaml" | "delete" | null>(null);
  const navigate = useNavigate();
  const close = () => setShown(null);
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link to="/policies">Policies</Link>
      </nav>
      <div className="objective-head">
        <div className="grow">
          <h1>{title}</h1>
          <p className="ink-2">{stored === null ? "A named set of conditions that objectives can be attached to." : appliesText(stored)}</p>
        </div>
        {stored !== null && (
          <div className="actions">
            <button type="button" className="button" onClick={() => setShown("yaml")}>
              YAML
            </button>
            <button type="button" className="button" onClick={() => setShown("delete")}>
              Delete
            </button>
          </div>
        )}
      </div>
      {stored !== null && shown === "yaml" && <PolicyYaml policy={stored} onClose={close} />}
      {stored !== null && shown === "delete" && (
        <DeletePolicy policy={stored} onDeleted={() => void navigate("/policies")} onClose={close} />
      )}
    </>
  );
}

const appliesText = ({ objectives, revision, author }: AlertPolicy): string =>
  `${objectives.length === 0 ? "No objective is attached to it yet" : `A change applies to ${objectives.join(", ")} from the next evaluation on`}. Revision ${revision} by ${author}.`;

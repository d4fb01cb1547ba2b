import type { AlertPolicy } from "@solvent/api-contract";
import { describeCondition } from "@solvent/domain";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { usePolicies, usePolicyPreview } from "../../api/policies.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { moveRowFocus } from "../../components/row-focus.ts";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useTitle } from "../../components/use-title.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { DeletePolicy } from "./delete-policy.tsx";
import { warningsOf } from "./policy-text.ts";
import { PolicyYaml } from "./policy-yaml.tsx";

type Shown = { readonly show: "yaml" | "delete"; readonly policy: AlertPolicy };

/** Named sets of conditions: what each tells, and which objectives it watches. */
export function PoliciesPage() {
  useTitle("Policies");
  const policies = usePolicies();
  const [shown, setShown] = useState<Shown | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useKeys({ j: () => moveRowFocus(list.current, 1), k: () => moveRowFocus(list.current, -1) });
  const close = () => setShown(null);
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow">
          <h1>Policies</h1>
          <p>When somebody is told. An objective without a policy has the default one of its target and window.</p>
        </div>
        <Link className="button primary" to="/new-policy">
          New policy
        </Link>
      </div>
      {policies.isError && (
        <ProblemNotice what="The policies could not be loaded" error={policies.error} onRetry={() => policies.refetch()} />
      )}
      {policies.isPending && <Skeleton rows={3} label="Loading the policies" />}
      {policies.data?.items.length === 0 && (
        <p className="ink-2">
          There is no policy yet, so every objective has the default one: pages and tickets by burn rate, fitted to its window. A policy is
          for what should tell otherwise: other limits, a budget that is half gone, traffic that stopped.
        </p>
      )}
      <div ref={list}>
        {policies.data?.items.map((policy) => (
          <PolicySection key={policy.name} policy={policy} onShow={(show) => setShown({ show, policy })} />
        ))}
      </div>
      {shown?.show === "yaml" && <PolicyYaml policy={shown.policy} onClose={close} />}
      {shown?.show === "delete" && <DeletePolicy policy={shown.policy} onDeleted={close} onClose={close} />}
    </main>
  );
}

function PolicySection({ policy, onShow }: { policy: AlertPolicy; onShow: (show: Shown["show"]) => void }) {
  const title = titleOf(policy);
  const { objectives, conditions, name } = policy;
  return (
    <section className="section" id={name} aria-labelledby={`policy-${name}`}>
      <div className="section-head">
        <h2 id={`policy-${name}`}>
          <Link className="row-link plain" to={`/policies/${name}`}>
            {title}
          </Link>
        </h2>
        <span className="d">{policy.description ?? ""}</span>
        <button type="button" className="button small" aria-label={`${title} as YAML`} onClick={() => onShow("yaml")}>
          YAML
        </button>
        <button type="button" className="button small" aria-label={`Delete ${title}`} onClick={() => onShow("delete")}>
          Delete
        </button>
      </div>
      <ul className="conditions-list">
        {conditions.map((condition) => (
          <li key={condition.name}>
            <Icon name={condition.severity} size={14} /> <span className="visually-hidden">{condition.severity}: </span>
            <span>{describeCondition(condition)}</span> <span className="ink-3">{condition.name}</span>
          </li>
        ))}
      </ul>
      <p className="small">
        {objectives.length === 0 ? (
          <span className="ink-3">No objective is attached to it: name it in a definition.</span>
        ) : (
          <>
            <span className="ink-3">Watches </span>
            {objectives.map((objective, i) => (
              <span key={objective}>
                {i > 0 && ", "}
                <Link to={`/objectives/${objective}`}>{objective}</Link>
              </span>
            ))}
          </>
        )}
      </p>
      {objectives[0] !== undefined && <Warnings policy={policy} objective={objectives[0]} />}
    </section>
  );
}

/** What is wrong with it for the first objective that it watches. */
function Warnings({ policy, objective }: { policy: AlertPolicy; objective: string }) {
  const preview = usePolicyPreview({ conditions: policy.conditions, objective, terms: null });
  const warnings = warningsOf(preview.data);
  if (warnings.length === 0) return null;
  return (
    <ul className="warnings" aria-label={`Warnings for ${objective}`}>
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon name="at-risk" size={14} />{" "}
          <span>
            {warning} <span className="ink-3">For {objective}.</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

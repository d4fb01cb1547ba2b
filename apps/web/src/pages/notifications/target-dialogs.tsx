import type { NotificationKind, NotificationTarget } from "@solvent/api-contract";
import { useState } from "react";
import { useDeleteTarget } from "../../api/notifications.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { plural } from "../../lib/words.ts";
import { TargetForm } from "./target-form.tsx";

interface AddTargetProps {
  readonly kinds: readonly NotificationKind[];
  readonly others: readonly NotificationTarget[];
  readonly onClose: () => void;
}

export function AddTarget({ kinds, others, onClose }: AddTargetProps) {
  const [chosen, setChosen] = useState("");
  const kind = kinds.find((k) => k.kind === chosen) ?? kinds[0];
  return (
    <Dialog title="Add a target" onClose={onClose}>
      {kinds.length > 1 && (
        <Segmented
          label="Kind of target"
          options={kinds.map((k) => ({ value: k.kind, label: k.title }))}
          value={kind?.kind ?? ""}
          onChange={setChosen}
        />
      )}
      {kind !== undefined && <TargetForm key={kind.kind} kind={kind} target={null} others={others} onClose={onClose} />}
    </Dialog>
  );
}

interface EditTargetProps {
  readonly kind: NotificationKind;
  readonly target: NotificationTarget;
  readonly others: readonly NotificationTarget[];
  readonly onClose: () => void;
}

export const EditTarget = ({ kind, target, others, onClose }: EditTargetProps) => (
  <Dialog title={`Edit ${titleOf(target)}`} onClose={onClose}>
    <TargetForm kind={kind} target={target} others={others} onClose={onClose} />
  </Dialog>
);

export function DeleteTarget({ target, onClose }: { target: NotificationTarget; onClose: () => void }) {
  const remove = useDeleteTarget();
  const { pending } = target.health;
  const waits =
    pending === 0 ? "" : ` ${plural(pending, "notification")} that ${pending === 1 ? "waits" : "wait"} for it will be given up.`;
  return (
    <ConfirmByName
      title={`Delete ${titleOf(target)}?`}
      consequence={`Its address and secrets go, and it leaves every route.${waits} What was sent there stays in the record.`}
      name={target.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(target, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

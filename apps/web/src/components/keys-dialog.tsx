import { Dialog } from "./dialog.tsx";

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "find on the board"],
  ["j k", "next, previous row"],
  ["Enter", "open the row"],
  ["r", "let rows that wait move to their new places"],
  ["[ ]", "shorter, longer range of an objective's charts"],
  ["t", "burn-down as a table"],
  ["Esc", "leave a field, close a dialog"],
  ["?", "this list"],
];

interface KeysDialogProps {
  readonly nav: readonly { readonly key: string; readonly title: string }[];
  readonly onClose: () => void;
}

export const KeysDialog = ({ nav, onClose }: KeysDialogProps) => (
  <Dialog title="Keys" onClose={onClose}>
    <dl className="keys">
      {[...KEYS, ...nav.map(({ key, title }) => [`g ${key}`, `go to ${title}`] as const)].map(([keys, meaning]) => (
        <div key={keys}>
          <dt>
            {keys.split(" ").map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
    <div className="actions">
      <button type="button" className="button" onClick={onClose}>
        Close
      </button>
    </div>
  </Dialog>
);

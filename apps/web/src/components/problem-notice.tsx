import { ApiError } from "@solvent/api-contract";
import { Icon } from "./icon.tsx";

interface ProblemNoticeProps {
  /** What could not be done, e.g. "The board could not be loaded". */
  readonly what: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** An error in the place where its content would be: what failed, why, the code and request id to quote, and a way on. */
export function ProblemNotice({ what, error, onRetry }: ProblemNoticeProps) {
  const api = error instanceof ApiError ? error : null;
  return (
    <div className="problem" role="alert">
      <p className="problem-what">
        <Icon name="exhausted" /> <b>{what}.</b> {sentence(api?.detail ?? error.message)}
      </p>
      {api !== null && api.errors.length > 0 && (
        <ul>
          {api.errors.map((field) => (
            <li key={`${field.path} ${field.message}`}>
              <code>{field.path}</code> {field.message}
            </li>
          ))}
        </ul>
      )}
      <p className="problem-ids">
        {api !== null && (
          <>
            <code>{api.code}</code>
            {api.requestId !== null && (
              <>
                {" "}
                · request <code>{api.requestId}</code>
              </>
            )}
          </>
        )}
        {onRetry !== undefined && (
          <button type="button" className="button small" onClick={onRetry}>
            Retry
          </button>
        )}
      </p>
    </div>
  );
}

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
};

import type { SourceTestResult } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { testFacts } from "./sources.model.ts";

/** What the source answered to a test: in its own words when it failed. */
export const TestVerdict = ({ result }: { result: SourceTestResult }) => (
  <div className={result.ok ? "test-verdict" : "test-verdict failed"}>
    {result.failure !== null ? (
      <p>
        <Icon name="exhausted" size={14} /> <b>{result.failure.class}:</b> {result.failure.message}
      </p>
    ) : (
      <p>
        <Icon name="tick" size={14} /> <b>{result.ok ? "It answers." : "It answers, but cannot be used."}</b> {testFacts(result)}
      </p>
    )}
    {result.notes.length > 0 && (
      <ul>
        {result.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    )}
  </div>
);

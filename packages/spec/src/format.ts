import type {
  AlertPolicyDefinition,
  ObjectiveDefinition,
  ObjectiveGroupDefinition,
  ServiceDefinition,
  SourceDefinition,
} from "@solvent/domain";
import type { BroughtAdjustment } from "./brought-adjustment.ts";
import type { DiagnosticSink, Place } from "./diagnostic.ts";
import type { Path } from "./path.ts";
import type { PromisedAgreement } from "./promised-agreement.ts";
import type { WindowRules } from "./window-duration.ts";
import type { SourceDocument } from "./yaml/source-document.ts";

/** "This part of the definition is written there." Parts below it keep their own path below it. */
export interface Origin {
  readonly part: Path;
  readonly document: SourceDocument;
  readonly path: Path;
}

/** A definition and where its parts are written. The origin of the whole, part [], is always there. */
export interface Located<T> {
  readonly definition: T;
  readonly origins: readonly Origin[];
}

/** What the text says about the kind of a data source that it does not define: to be compared with what is stored. */
export interface DeclaredKind {
  readonly source: string;
  readonly kind: string;
  readonly place: Place;
}

export interface LocatedObjective extends Located<ObjectiveDefinition> {
  /** What it brings along, none when it says nothing. */
  readonly adjustments: readonly BroughtAdjustment[];
  /** What is promised on it. */
  readonly agreements: readonly PromisedAgreement[];
  /** Null: one objective; otherwise one per combination of labels. */
  readonly group: Omit<ObjectiveGroupDefinition, "objective"> | null;
  /** Policies that are written in it. */
  readonly policies: readonly Located<AlertPolicyDefinition>[];
}

export interface LocatedDefinitions {
  readonly services: readonly Located<ServiceDefinition>[];
  readonly sources: readonly Located<SourceDefinition>[];
  readonly policies: readonly Located<AlertPolicyDefinition>[];
  readonly objectives: readonly LocatedObjective[];
  readonly declaredKinds: readonly DeclaredKind[];
}

export interface FormatInput {
  /** Those documents of one text that the format claims. */
  readonly documents: readonly SourceDocument[];
  /** False when a document of the text could not be read: a reference without a target may point there. */
  readonly complete: boolean;
  readonly sink: DiagnosticSink;
  readonly rules: WindowRules;
}

/** One way to write definitions. Problems go to the sink; what has an error is left out. */
export interface SpecFormat {
  readonly title: string;
  claims(document: SourceDocument): boolean;
  toDomain(input: FormatInput): LocatedDefinitions;
}

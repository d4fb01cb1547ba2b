import { findSourceKind, SOURCE_KINDS } from "@solvent/metric-sources";
import { findNotifierKind, NOTIFIER_KINDS } from "@solvent/notifiers";
import type { TargetKinds } from "../usecases/notification/target-kinds.ts";
import type { SourceKinds } from "../usecases/source/source-kinds.ts";

export const kinds: SourceKinds = { all: () => SOURCE_KINDS, find: findSourceKind };
export const targetKinds: TargetKinds = { all: () => NOTIFIER_KINDS, find: findNotifierKind };

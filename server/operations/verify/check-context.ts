import type { ClientBase, Pool } from "pg";
import type { Storage } from "@/server/platform/storage";
import type { SchemaShape } from "../read-schema";
import type { ReportFinding } from "./finding";

/** What every check works with. */
export interface CheckContext {
  /** Inside a REPEATABLE READ READ ONLY transaction: the moment that is looked at. */
  client: ClientBase;
  /** Outside of it: how things stand now, for what may have moved since. */
  present: Pick<Pool, "query">;
  connectionString: string;
  /** What the migrations make, and what there is. */
  expected: SchemaShape;
  found: SchemaShape;
  storage: Storage;
  /** Leaves checksums of files out. */
  isQuick: boolean;
  /** How long a file may be there before its row is. */
  graceMs: number;
  report: ReportFinding;
}

import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "@/prisma/client/client";
import { createAnsweringClient } from "./answering-client";
import { getSettings } from "./env";
import { TraxError } from "./errors";
import { keepPoolAlive } from "./keep-pool-alive";
import { databaseAnswerMs, databaseProbeMs, idleInTransactionMs } from "./patience";
import { forgetProcessWide, processWide } from "./process-wide";
import { reportRunaways } from "./report-runaways";

/** The one pool of a process, and Prisma over it. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
}

/** A Prisma client inside or outside a transaction. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type Tx = Prisma.TransactionClient;
export { Prisma, type PrismaClient };

/** The client of every connection that may wait: one that gets no answer is destroyed, see AnsweringClient. */
export function createClientClass(): typeof pg.Client {
  return createAnsweringClient({ answerMs: databaseAnswerMs(), probeMs: databaseProbeMs() });
}

export function createDatabase(connectionString: string, options: { size?: number } = {}): Database {
  const timeoutMs = getSettings().TRAX_DATABASE_TIMEOUT_MS;
  const pool = new pg.Pool({
    Client: createClientClass(),
    connectionString,
    max: options.size ?? 10,
    connectionTimeoutMillis: getSettings().TRAX_DATABASE_CONNECT_MS,
    idleTimeoutMillis: 30_000,
    // By it, going back to an earlier schema sees that somebody is at work.
    fallback_application_name: "trax",
    options: [
      "-c timezone=UTC",
      `-c statement_timeout=${timeoutMs}`,
      // A process that was frozen in a transaction holds locks that nobody else can pass.
      `-c idle_in_transaction_session_timeout=${idleInTransactionMs()}`,
    ].join(" "),
  });
  keepPoolAlive(pool);
  pool.on("connect", (client) => reportRunaways(client, timeoutMs));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: false,
      statementNameGenerator: ({ sql }) => findStatementName(sql),
    }),
    transactionOptions: { maxWait: 15_000, timeout: timeoutMs },
  });
  return { pool, prisma };
}

/** Stands before a statement whose plan each connection keeps: one of those that every item runs through, whose text is
 * always the same and which looks at one row and what is around it. Not for one that asks something of each of many
 * rows: a plan that was made while the tables were small reads them whole each time when they have grown. */
export const keptPlan = Prisma.raw("/* kept */");

const statementNames = new Map<string, string>();

function findStatementName(sql: string): string {
  // Without a name it is planned each time.
  if (!sql.trimStart().startsWith("/* kept */")) return "";
  const known = statementNames.get(sql);
  if (known) return known;
  const name = `trax_${createHash("sha256").update(sql).digest("hex").slice(0, 16)}`;
  statementNames.set(sql, name);
  return name;
}

export function getDatabase(): Database {
  return processWide("database", () => {
    const { DATABASE_URL, TRAX_DATABASE_POOL_SIZE } = getSettings();
    if (!DATABASE_URL)
      throw new TraxError("SETTING_INVALID", { name: "DATABASE_URL", reason: "it is empty." });
    return createDatabase(DATABASE_URL, { size: TRAX_DATABASE_POOL_SIZE });
  });
}

export function getPrisma(): PrismaClient {
  return getDatabase().prisma;
}

export async function closeDatabase(database: Database = getDatabase()): Promise<void> {
  await database.prisma.$disconnect();
  await database.pool.end();
  forgetProcessWide("database");
}

import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "@/prisma/client/client";
import { getSettings } from "./env";
import { TraxError } from "./errors";
import { keepPoolAlive } from "./keep-pool-alive";
import { forgetProcessWide, processWide } from "./process-wide";

/** The one pool of a process, and Prisma over it. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
}

/** A Prisma client inside or outside a transaction. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type Tx = Prisma.TransactionClient;
export { Prisma, type PrismaClient };

export function createDatabase(connectionString: string, options: { size?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString,
    max: options.size ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    options: "-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000",
  });
  keepPoolAlive(pool);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    transactionOptions: { maxWait: 15_000, timeout: 60_000 },
  });
  return { pool, prisma };
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

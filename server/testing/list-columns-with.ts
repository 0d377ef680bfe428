import { Prisma, type PrismaClient } from "@/server/platform/db";

/** Every column of a database, as "table.column", in which one of these texts stands: for what has to be gone
 * everywhere. */
export async function listColumnsWith(prisma: PrismaClient, texts: string[]): Promise<string[]> {
  const columns = await prisma.$queryRaw<{ schema: string; table: string; column: string }[]>(Prisma.sql`
    select table_schema as schema, table_name as table, column_name as column
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
      and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')
    order by 2, 3`);
  const found: string[] = [];
  for (const { schema, table, column } of columns) {
    const rows = await prisma.$queryRaw<unknown[]>(Prisma.sql`
      select 1 from ${Prisma.raw(`"${schema}"."${table}"`)}, unnest(${texts}::text[]) wanted
      where position(wanted in ${Prisma.raw(`"${column}"`)}::text) > 0 limit 1`);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

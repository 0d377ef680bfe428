import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

// The type "char" with its quotes, which the system catalogues use for flags, and the type char(n).
const OID_CHAR = 18;
const OID_BPCHAR = 1042;

/** What would have to change in the database for it to be the one that a Prisma schema describes, in words; null
 * when they agree. Prisma's own engine compares tables, columns, types, defaults, keys and indexes. It does not see
 * views, CHECKs, triggers and partial indexes. */
export async function findDrift(connectionString: string, schemaPath: string): Promise<string | null> {
  const files = [{ path: "schema.prisma", content: await readFile(schemaPath, "utf8") }];
  await loadEngine();
  // The engine never closes a connection, so it works on a pool of ours.
  const pool = new pg.Pool({ connectionString });
  const adapters = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pool));
  const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapters);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: dirname(schemaPath) },
      to: { tag: "schemaDatamodel", files },
      script: false,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : stdout;
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The engine reads columns of type "char" from the catalogues; the adapter refuses that type. */
class CatalogueAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const inner = adapter as unknown as SqlDriverAdapter & {
      performIO(query: SqlQuery): Promise<{ fields?: { dataTypeID: number }[] }>;
    };
    const performIO = inner.performIO.bind(adapter);
    const queryRaw = adapter.queryRaw.bind(adapter);
    const charColumns = new WeakMap<SqlQuery, number[]>();
    inner.performIO = async (query) => {
      const result = await performIO(query);
      const columns: number[] = [];
      for (const [index, field] of (result.fields ?? []).entries()) {
        if (field.dataTypeID !== OID_CHAR) continue;
        field.dataTypeID = OID_BPCHAR;
        columns.push(index);
      }
      charColumns.set(query, columns);
      return result;
    };
    inner.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of charColumns.get(query) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  }
}

let engineLoaded: Promise<void> | undefined;

/** The package's main file imports its wasm as a module, which Node does not do without a flag. */
function loadEngine(): Promise<void> {
  engineLoaded ??= (async () => {
    const glueFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const wasm = await readFile(join(dirname(glueFile), "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": { ...glue } });
    const { __wbg_set_wasm } = glue as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void };
    __wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  })();
  return engineLoaded;
}

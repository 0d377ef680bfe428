import { closeDatabase, createDatabase } from "@/server/platform/db";
import { preprocessFile } from "./preprocess-file";

// A process of its own, so that its memory can be looked at from outside: preprocess-once FILE.
const database = createDatabase(process.env.TRAX_TEST_DATABASE ?? "");
try {
  await preprocessFile(database.prisma, process.argv[2] ?? "");
} finally {
  await closeDatabase(database);
}

import path from "node:path";

/** A path as whoever typed it meant it: npm changes to the folder of the package and says where it was called. */
export function callerPath(given: string): string {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
}

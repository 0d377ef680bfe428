import { getSettings } from "../env";
import { parseTestHosts, type TestTarget } from "./parse-test-hosts";

/** Where a test sends a name. Null, but in a test. */
export function findTestTarget(hostname: string): TestTarget | null {
  const text = getSettings().TRAX_TEST_LINK_HOSTS;
  if (!text) return null;
  const targets = parseTestHosts(text);
  let name = hostname.toLowerCase();
  while (name !== "") {
    const target = targets?.get(name);
    if (target) return target;
    const dot = name.indexOf(".");
    name = dot < 0 ? "" : name.slice(dot + 1);
  }
  return null;
}

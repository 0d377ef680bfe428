export interface TestTarget {
  address: "127.0.0.1";
  port: number;
}

/** Where a test sends a name and all below it: `youtube.com,youtu.be=127.0.0.1:4443`, more of them after spaces.
 * @returns null for what cannot be read */
export function parseTestHosts(text: string): Map<string, TestTarget> | null {
  const targets = new Map<string, TestTarget>();
  for (const entry of text.split(/\s+/).filter(Boolean)) {
    const parts = /^([a-z0-9.,-]+)=127\.0\.0\.1:(\d{1,5})$/.exec(entry);
    if (!parts) return null;
    for (const name of (parts[1] ?? "").split(",")) {
      targets.set(name, { address: "127.0.0.1", port: Number(parts[2]) });
    }
  }
  return targets;
}

/** Configuration of a Swift object store of one machine, which speaks S3: what its four servers read. */

export interface SwiftPorts {
  proxy: number;
  account: number;
  container: number;
  object: number;
  memcached: number;
}

export const SWIFT_USER = { accessKeyId: "trax:admin", secretAccessKey: "traxsecret" };
export const SWIFT_REGION = "us-east-1";
export const swiftStores = ["account", "container", "object"] as const;

type Section = [name: string, entries: Record<string, string | number>];

/** Files below `<folder>/etc`. Only the proxy listens on `host`; the rest stays on loopback. */
export function listSwiftFiles(
  folder: string,
  host: string,
  ports: SwiftPorts,
  user: string,
): Record<string, string> {
  const server = (bindIp: string, port: number) => ({
    bind_ip: bindIp,
    bind_port: port,
    user,
    swift_dir: `${folder}/etc`,
    workers: 0,
    log_level: "WARNING",
    log_address: "/dev/null",
  });
  const files: Record<string, string> = {
    "swift.conf": serializeIni([
      ["swift-hash", { swift_hash_path_prefix: "trax", swift_hash_path_suffix: "test" }],
      ["storage-policy:0", { name: "default", default: "yes" }],
    ]),
    "proxy-server.conf": serializeIni([
      ["DEFAULT", server(host, ports.proxy)],
      ["pipeline:main", { pipeline: "catch_errors cache bulk s3api tempauth slo dlo proxy-server" }],
      [
        "app:proxy-server",
        { use: "egg:swift#proxy", allow_account_management: "true", account_autocreate: "true" },
      ],
      ["filter:catch_errors", { use: "egg:swift#catch_errors" }],
      ["filter:cache", { use: "egg:swift#memcache", memcache_servers: `127.0.0.1:${ports.memcached}` }],
      ["filter:bulk", { use: "egg:swift#bulk" }],
      ["filter:s3api", { use: "egg:swift#s3api", location: SWIFT_REGION, s3_acl: "false" }],
      [
        "filter:tempauth",
        {
          use: "egg:swift#tempauth",
          [`user_${SWIFT_USER.accessKeyId.replace(":", "_")}`]: `${SWIFT_USER.secretAccessKey} .admin .reseller_admin`,
        },
      ],
      ["filter:slo", { use: "egg:swift#slo" }],
      ["filter:dlo", { use: "egg:swift#dlo" }],
    ]),
  };
  for (const store of swiftStores) {
    files[`${store}-server.conf`] = serializeIni([
      [
        "DEFAULT",
        {
          ...server("127.0.0.1", ports[store]),
          devices: `${folder}/dev`,
          mount_check: "false",
          disable_fallocate: "true",
          fallocate_reserve: 0,
        },
      ],
      ["pipeline:main", { pipeline: `${store}-server` }],
      [`app:${store}-server`, { use: `egg:swift#${store}` }],
    ]);
  }
  return files;
}

function serializeIni(sections: Section[]): string {
  return sections
    .map(([name, entries]) => {
      const lines = Object.entries(entries).map(([key, value]) => `${key} = ${value}`);
      return `[${name}]\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** Who may import whom: core <- platform <- jobs <- domains <- api <- app, and the worker beside api. Every rule's
 * comment is shown with a violation and says where the code should go instead. */

const tests = "\\.test\\.tsx?$|/test-data/";
const domain = "^server/(?!platform/|jobs/|api/|http/|operations/|testing/)([^/]+)/";
/** Of app/, what runs in the web process only. */
const appServerFiles = "^app/_trpc/server\\.tsx?$|^app/.*(?<=/)(?:page|layout|route)\\.tsx?$";
const packages = "(^|/)node_modules/";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment:
        "Two files need each other. Move what both need into a third one, or pass it in as an argument.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unknown-imports",
      severity: "error",
      comment: "This import leads nowhere. Mend the path, or add the package to package.json.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment:
        "core runs in the browser, in Node and in tests alike: only core, zod and the two parsers that read text alone (htmlparser2, papaparse). Pass clock, ids and data in as arguments, and leave reading and writing to server/platform.",
      from: { path: "^core/", pathNot: tests },
      to: { pathNot: ["^core/", "(^|/)node_modules/(?:zod|htmlparser2|papaparse|@types/papaparse)/"] },
    },
    {
      name: "platform-stands-on-core",
      severity: "error",
      comment:
        "platform knows nothing of jobs and domains. What needs them belongs to server/jobs or a domain.",
      from: { path: "^server/platform/", pathNot: tests },
      to: { path: "^(?:server|worker|app|e2e|bench)/", pathNot: "^server/platform/" },
    },
    {
      name: "jobs-stand-on-platform",
      severity: "error",
      comment: "jobs know no domain: hand over ids, and let the domain or the worker look up the rest.",
      from: { path: "^server/jobs/", pathNot: tests },
      to: { path: "^(?:server|worker|app|e2e|bench)/", pathNot: "^server/(?:platform|jobs)/" },
    },
    {
      name: "domains-stand-on-jobs",
      severity: "error",
      comment:
        "A domain takes core, platform, jobs and other domains. What puts domains together belongs to server/api or server/http; what an administrator runs to server/operations.",
      from: { path: domain, pathNot: [tests, "/router\\.ts$"] },
      to: { path: "^(?:server/(?:api|http|operations|testing)|worker|app|e2e|bench)/" },
    },
    {
      name: "routers-take-only-trpc-of-api",
      severity: "error",
      comment:
        "A router takes the procedures of server/api/trpc.ts and nothing else of api: root.ts imports routers, not the reverse.",
      from: { path: `${domain}router\\.ts$` },
      to: {
        path: "^(?:server/(?:api|http|operations|testing)|worker|app|e2e|bench)/",
        pathNot: "^server/api/trpc\\.ts$",
      },
    },
    {
      name: "domains-read-each-other",
      severity: "error",
      comment:
        "Of another domain only data.ts and its schemas. Call its data functions inside your transaction, or move what both do into server/jobs or core.",
      from: { path: domain, pathNot: tests },
      to: { path: domain, pathNot: ["^server/$1/", `${domain}(?:data|schema|[a-z]+-schema)\\.ts$`] },
    },
    {
      name: "api-stands-on-domains",
      severity: "error",
      comment:
        "api puts routers together. Plain Node handlers belong to server/http, administration to server/operations.",
      from: { path: "^server/api/", pathNot: tests },
      to: { path: "^(?:server/(?:http|operations|testing)|worker|app|e2e|bench)/" },
    },
    {
      name: "http-stands-on-domains",
      severity: "error",
      comment:
        "Handlers of server/http call domains, as routers do; what both need belongs to the domain's service.ts.",
      from: { path: "^server/http/", pathNot: tests },
      to: { path: "^(?:server/(?:api|operations|testing)|worker|app|e2e|bench)/" },
    },
    {
      name: "operations-stand-on-domains",
      severity: "error",
      comment: "Operations work on the database and on domains' data; they know no web and no worker.",
      from: { path: "^server/operations/", pathNot: tests },
      to: { path: "^(?:server/(?:api|http|testing)|worker|app|e2e|bench)/" },
    },
    {
      name: "worker-beside-api",
      severity: "error",
      comment:
        "The worker takes core, platform, jobs, domains and operations; it never sees the web. Move what both need into a domain.",
      from: { path: "^worker/", pathNot: tests },
      to: { path: "^(?:server/(?:api|http|testing)|app|e2e|bench)/" },
    },
    {
      name: "app-never-sees-worker",
      severity: "error",
      comment:
        "app and worker meet in the database alone: write a batch item, and read what the worker wrote through a domain's data.ts.",
      from: { path: "^app/" },
      to: { path: "^(?:worker|bench|e2e)/" },
    },
    {
      name: "browser-takes-schemas-only",
      severity: "error",
      comment:
        "This file may reach the browser: of server it takes a domain's schema.ts, server/api/live-schema.ts and `import type` of AppRouter from server/api/root. Ask through tRPC; read ahead in page.tsx, layout.tsx or route.ts.",
      from: { path: "^app/", pathNot: [appServerFiles, tests] },
      to: {
        path: "^server/",
        pathNot: [
          `${domain}(?:edit-|version-|replace-)?schema\\.ts$`,
          "^server/api/(?:live-schema|root)\\.ts$",
        ],
      },
    },
    {
      name: "browser-takes-the-router-as-type",
      severity: "error",
      comment:
        "Write `import type { AppRouter }`: the router itself would bring the database into the browser.",
      from: { path: "^app/", pathNot: appServerFiles },
      to: { path: "^server/api/root\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pages-read-through-api-and-data",
      severity: "error",
      comment:
        "Pages and routes take server/api, platform, and domains' data.ts and schema.ts. A change goes through a router or a handler of server/http to the domain's service.ts.",
      from: { path: appServerFiles },
      to: {
        path: "^server/",
        pathNot: [`${domain}(?:data|(?:edit-)?schema)\\.ts$`, "^server/(?:api|platform)/"],
      },
    },
    {
      name: "database-stays-on-the-server",
      severity: "error",
      comment: "app reads through a domain's data.ts, never through Prisma or pg itself.",
      from: { path: "^app/" },
      to: { path: "^prisma/|(^|/)node_modules/(?:@prisma|pg|graphile-worker)/" },
    },
    {
      name: "nobody-imports-bin",
      severity: "error",
      comment:
        "bin composes what others provide. Move the part you need into server, worker or core. (The harnesses that run real processes compose them anew.)",
      from: { pathNot: "^(?:bin|e2e/chaos|bench/queue)/" },
      to: { path: "^bin/" },
    },
    {
      name: "nobody-imports-bench-or-e2e",
      severity: "error",
      comment: "What a benchmark or a browser test shares with the product belongs to the product.",
      from: { pathNot: "^(?:bench|e2e)/|^playwright\\.config\\.ts$" },
      to: { path: "^(?:bench|e2e)/" },
    },
    {
      name: "testing-stays-in-tests",
      severity: "error",
      comment:
        "server/testing has no place in the product. Move what the product needs into server/platform or server/operations.",
      from: { pathNot: [tests, "^server/testing/", "^(?:bench|e2e)/"] },
      to: { path: "^server/testing/" },
    },
    {
      name: "product-takes-no-test-packages",
      severity: "error",
      comment:
        "This package is a devDependency, and `npm ci --omit=dev` leaves it out. Move it to dependencies, or the code to a test.",
      from: { path: "^(?:core|server|worker|app)/", pathNot: [tests, "^server/testing/"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: "specify",
    doNotFollow: { path: packages },
    exclude: { path: "^(?:prisma/client|\\.next|\\.trax|dist|bench/peer)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".cjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

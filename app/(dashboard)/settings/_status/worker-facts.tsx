import { When } from "@/app/_format/when";
import { Badge } from "@/app/_ui/badge";
import type { SystemStatus } from "@/server/workers/schema";
import { Fact, Facts } from "./facts";

export function WorkerFacts({ workers }: { workers: SystemStatus["workers"] }) {
  return (
    <Facts title="Workers">
      {workers.length === 0 && <Fact name="None">No worker has reported yet.</Fact>}
      {workers.map((worker) => (
        <Fact key={worker.id} name={worker.host}>
          <span className="flex flex-wrap items-center gap-x-2">
            <Badge tone={worker.alive ? "ok" : "danger"}>
              {worker.alive ? "Running" : "No sign of life"}
            </Badge>
            <span>
              {worker.slots} {worker.slots === 1 ? "engine slot" : "engine slots"}
            </span>
            <span className="text-muted">
              process {worker.pid}, version {worker.version}, since <When at={worker.startedAt} />
            </span>
          </span>
        </Fact>
      ))}
    </Facts>
  );
}

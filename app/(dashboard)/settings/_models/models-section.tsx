"use client";

import { useQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { ModelRow } from "./model-row";

const idleMs = 10_000;
const busyMs = 1_000;

/** Speech models that are fetched when they are first wanted, or here ahead of time. */
export function ModelsSection() {
  const trpc = useTrpc();
  const models = useQuery(
    trpc.models.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => {
        const places = state.data?.models.flatMap((model) => model.places) ?? [];
        return places.some((place) => place.state === "fetching" || place.wish) ? busyMs : idleMs;
      },
    }),
  );
  const list = models.data?.models ?? [];
  const hasPlaces = list.some(({ places }) => places.length > 0);
  const hosts = new Set(list.flatMap(({ places }) => places.map(({ host, home }) => `${host} ${home}`)));
  return (
    <section id="models" aria-label="Speech models" className="rounded-xl border border-line bg-surface">
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Speech models
      </h2>
      <div className="p-3">
        <p className="text-pretty text-muted text-xs">
          Models for other languages than English, and for telling speakers apart, which run on your machine.
          Each is fetched when a recording first wants it, or here ahead of time
          {models.data && `, from ${hostOf(models.data.source)}`}. Nothing of your recordings is sent
          anywhere.
        </p>
        <QueryNotice query={models} className="mt-3" />
        {models.isSuccess && !hasPlaces && (
          <p className="mt-2 text-pretty">
            No worker has said yet how its models stand. They can be fetched once one runs.
          </p>
        )}
        <ul className="mt-2 divide-y divide-line">
          {list.map((model) => (
            <ModelRow key={model.id} model={model} showsHost={hosts.size > 1} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { showToast } from "@/app/_ui/toast-store";
import { describeModelState } from "@/app/_work/describe-model";
import type { ModelAtPlace, ModelView } from "@/server/models/schema";

interface ModelPlaceRowProps {
  model: ModelView;
  place: ModelAtPlace;
  showsHost: boolean;
}

/** How a model stands on a machine, and what can be done about it there. */
export function ModelPlaceRow({ model, place, showsHost }: ModelPlaceRowProps) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.models.pathFilter()),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  const fetch = useMutation(trpc.models.fetch.mutationOptions(options));
  const cancel = useMutation(trpc.models.cancel.mutationOptions(options));
  const remove = useMutation(trpc.models.remove.mutationOptions(options));
  const key = { host: place.host, home: place.home, model: model.id };
  const { state, wish, bytes } = place;
  const isFetching = state === "fetching" || wish === "fetch";
  const total = place.totalBytes || model.sizeBytes;
  const label = showsHost ? `${model.name} on ${place.host}` : model.name;
  const canFetch = !isFetching && wish === null && state !== "ready";
  const canRemove = !isFetching && wish === null && bytes > 0;
  return (
    <div className="mt-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-0 flex-1 basis-44 text-xs tabular-nums">
          {showsHost && (
            <span className="text-muted" title={place.home}>
              {place.host}:{" "}
            </span>
          )}
          <span className={state === "ready" && !wish ? "text-ok" : undefined}>
            {describeModelState(model, place)}
          </span>
        </p>
        {canFetch && (
          <Button
            size="sm"
            disabled={fetch.isPending}
            aria-label={`Fetch ${label}`}
            onClick={() => fetch.mutate(key)}
          >
            {state === "damaged" ? "Fetch again" : bytes > 0 ? "Go on" : "Fetch"}
          </Button>
        )}
        {isFetching && wish !== "cancel" && (
          <Button
            size="sm"
            disabled={cancel.isPending}
            aria-label={`Cancel fetching ${label}`}
            onClick={() => cancel.mutate(key)}
          >
            Cancel
          </Button>
        )}
        {canRemove && (
          <Confirm
            title={`Remove ${label}?`}
            text={`Its files go from the disk of ${place.host}. It is fetched again when a recording wants it.`}
            action="Remove"
            onConfirm={() => remove.mutate(key)}
          >
            <Button size="sm" disabled={remove.isPending} aria-label={`Remove ${label}`}>
              Remove
            </Button>
          </Confirm>
        )}
      </div>
      {state === "fetching" && (
        <ProgressBar
          value={total > 0 ? bytes / total : null}
          label={`${label}, fetched`}
          className="mt-1.5"
        />
      )}
      {place.error && <p className="mt-1 text-pretty text-danger text-xs">{place.error.sentence}</p>}
    </div>
  );
}

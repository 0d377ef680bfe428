"use client";

import { Bookmark, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { When } from "@/app/_format/when";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import type { VersionList } from "@/server/transcripts/version-schema";
import { useVersionActions } from "./use-version-actions";

interface NamedVersionsProps {
  documentId: string;
  versions: VersionList["versions"];
}

export function NamedVersions({ documentId, versions }: NamedVersionsProps) {
  const { create, remove } = useVersionActions(documentId);
  const [name, setName] = useState("");

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    create(name.trim());
    setName("");
  }

  return (
    <section aria-labelledby="named-versions">
      <h2 id="named-versions" className="mb-2 font-semibold">
        Named versions
      </h2>
      <form onSubmit={onSubmit} className="mb-2 flex gap-2">
        <input
          aria-label="Name of the present text"
          placeholder="Name the present text"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          className="h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2"
        />
        <Button type="submit" disabled={name.trim() === ""}>
          <Bookmark aria-hidden />
          Keep
        </Button>
      </form>
      {versions.length === 0 ? (
        <p className="text-muted text-xs">
          A name keeps a state of the text at hand, “sent to the editor” for example. Every change is kept
          anyway.
        </p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {versions.map((version) => (
            <li key={version.id} className="flex items-center gap-2 px-3 py-1.5">
              <span className="min-w-0 flex-1 truncate">{version.name}</span>
              <span className="text-muted text-xs">
                <When at={version.createdAt} />
              </span>
              <IconButton
                label={`Remove the name ${version.name}`}
                size="sm"
                onClick={() => remove(version.id)}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

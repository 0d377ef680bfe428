"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Folder, FolderPlus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/app/_ui/menu";
import type { CollectionView } from "@/server/collections/schema";
import { type ListPlace, plainPlace, serializeListPlace } from "./list-place";
import { NameDialog } from "./name-dialog";
import { useOrderActions } from "./use-order-actions";

interface CollectionBarProps {
  place: ListPlace;
  go: (change: Partial<ListPlace>) => void;
}

/** The collections, as a way to each; and what can be done with the one that is shown. */
export function CollectionBar({ place, go }: CollectionBarProps) {
  const trpc = useTrpc();
  const order = useQuery(trpc.collections.list.queryOptions());
  const [isNaming, setNaming] = useState(false);
  const { create } = useOrderActions();
  const collections = order.data?.collections ?? [];
  const current = collections.find(({ id }) => id === place.where.collectionId);
  const link = "flex h-7 max-w-56 items-center gap-1.5 rounded-md px-2 text-[0.8125rem] [&_svg]:size-3.5";
  return (
    <nav aria-label="Collections" className="mb-3 flex flex-wrap items-center gap-1">
      <Link
        href="/transcripts"
        aria-current={current ? undefined : "page"}
        className={cn(link, current ? "text-muted hover:bg-sunken hover:text-ink" : "bg-sunken font-medium")}
      >
        All
      </Link>
      {collections.map(({ id, name, documentCount }) => (
        <Link
          key={id}
          href={serializeListPlace({ ...plainPlace, where: { collectionId: id } })}
          aria-current={id === current?.id ? "page" : undefined}
          prefetch={false}
          className={cn(
            link,
            id === current?.id ? "bg-sunken font-medium" : "text-muted hover:bg-sunken hover:text-ink",
          )}
        >
          <Folder aria-hidden className="shrink-0" />
          <bdi className="truncate">{name}</bdi>
          <span className="text-muted text-xs tabular-nums">{documentCount.toLocaleString("en")}</span>
        </Link>
      ))}
      {current && <CollectionMenu collection={current} onRemoved={() => go({ where: {} })} />}
      <Button look="quiet" size="sm" onClick={() => setNaming(true)}>
        <FolderPlus aria-hidden />
        New collection
      </Button>
      {isNaming && (
        <NameDialog
          title="New collection"
          label="Name"
          action="Make it"
          maxLength={100}
          onName={(name) => create.mutate({ name })}
          onClose={() => setNaming(false)}
        />
      )}
    </nav>
  );
}

function CollectionMenu({ collection, onRemoved }: { collection: CollectionView; onRemoved: () => void }) {
  const { id: collectionId, name } = collection;
  const { rename, remove } = useOrderActions();
  const [isNaming, setNaming] = useState(false);
  return (
    <>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <Button look="quiet" size="sm" aria-label={`Change the collection ${name}`}>
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="start">
          <MenuItem onSelect={() => setNaming(true)}>Rename…</MenuItem>
          <MenuItem onSelect={() => remove.mutate({ collectionId }, { onSuccess: onRemoved })}>
            Remove the collection
          </MenuItem>
        </MenuContent>
      </Menu>
      {isNaming && (
        <NameDialog
          title="Rename the collection"
          label="Name"
          action="Rename"
          initial={name}
          maxLength={100}
          onName={(next) => rename.mutate({ collectionId, name: next })}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

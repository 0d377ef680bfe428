"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Download, Folder, RotateCcw, Tag, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import type { DocumentSummary } from "@/server/transcripts/schema";
import { DownloadDialog } from "./download-dialog";
import { NameDialog } from "./name-dialog";
import { useBulkWork } from "./use-bulk-work";
import { useDocumentActions } from "./use-document-actions";
import { useOrderActions } from "./use-order-actions";
import type { RowSelection } from "./use-row-selection";

interface ChooseBarProps {
  selection: RowSelection;
  documents: readonly DocumentSummary[];
  /** The collection that is shown. */
  collectionId: string | undefined;
}

type Asked = "tag" | "collection" | "download" | null;

/** What can be done with the transcripts that are chosen, in reach while any is. */
export function ChooseBar({ selection, documents, collectionId }: ChooseBarProps) {
  const trpc = useTrpc();
  const order = useQuery(trpc.collections.list.queryOptions()).data;
  const { remove } = useDocumentActions();
  const { addTag, removeTag, add, take, create } = useOrderActions();
  const work = useBulkWork();
  const [asked, setAsked] = useState<Asked>(null);
  const documentIds = selection.ids;
  if (documentIds.length === 0) return null;
  const chosen = documents.filter(({ id }) => selection.isChosen(id));
  const tags = [...new Set(chosen.flatMap((document) => document.tags))].sort();
  const name = documentIds.length === 1 ? "1 transcript" : `${documentIds.length} transcripts`;
  return (
    <section
      aria-label="Chosen transcripts"
      data-bottom-bar
      className="sticky bottom-3 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-1.5 rounded-xl border border-line-strong/40 bg-surface p-2 shadow-float motion-safe:animate-[rise_160ms_ease-out]"
    >
      <p role="status" className="px-2 font-medium tabular-nums">
        {name} chosen
      </p>
      <Button size="sm" disabled={work.isBusy} onClick={() => setAsked("download")}>
        <Download aria-hidden />
        Download
      </Button>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <Button size="sm">
            <Tag aria-hidden />
            Tag
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem onSelect={() => setAsked("tag")}>Add a tag…</MenuItem>
          {(order?.tags ?? []).slice(0, 8).map(({ tag }) => (
            <MenuItem key={tag} onSelect={() => addTag.mutate({ tag, documentIds })}>
              <bdi className="max-w-56 truncate">{tag}</bdi>
            </MenuItem>
          ))}
          {tags.length > 0 && (
            <>
              <MenuSeparator />
              <MenuLabel>Take off</MenuLabel>
              {tags.map((tag) => (
                <MenuItem key={tag} onSelect={() => removeTag.mutate({ tag, documentIds })}>
                  <X aria-hidden />
                  <bdi className="max-w-56 truncate">{tag}</bdi>
                </MenuItem>
              ))}
            </>
          )}
        </MenuContent>
      </Menu>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <Button size="sm">
            <Folder aria-hidden />
            Collection
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem onSelect={() => setAsked("collection")}>New collection…</MenuItem>
          {(order?.collections ?? []).map(({ id, name: collection }) => (
            <MenuItem key={id} onSelect={() => add.mutate({ collectionId: id, documentIds })}>
              <bdi className="max-w-56 truncate">{collection}</bdi>
            </MenuItem>
          ))}
          {collectionId && (
            <>
              <MenuSeparator />
              <MenuItem onSelect={() => take.mutate({ collectionId, documentIds })}>
                <X aria-hidden />
                Take out of this collection
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      <Confirm
        title={`Transcribe ${name} again?`}
        text="The recordings are heard anew with their settings. Corrections are carried over to the new text, and the text of now stays until that is there."
        action="Transcribe again"
        onConfirm={() => void work.transcribeAgain(documentIds)}
      >
        <Button size="sm" disabled={work.isBusy}>
          <RotateCcw aria-hidden />
          Transcribe again
        </Button>
      </Confirm>
      <Button
        look="danger"
        size="sm"
        disabled={remove.isPending}
        onClick={() => {
          remove.mutate({ documentIds });
          selection.clear();
        }}
      >
        <Trash2 aria-hidden />
        Delete
      </Button>
      <IconButton label="Choose none" keys="Escape" onClick={selection.clear}>
        <X aria-hidden />
      </IconButton>
      {asked === "tag" && (
        <NameDialog
          title={`Tag ${name}`}
          label="Tag"
          action="Add"
          known={order?.tags.map(({ tag }) => tag) ?? []}
          maxLength={60}
          onName={(tag) => addTag.mutate({ tag, documentIds })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "collection" && (
        <NameDialog
          title={`Put ${name} into a collection`}
          label="Name of the collection"
          action="Put them there"
          known={order?.collections.map((collection) => collection.name) ?? []}
          maxLength={100}
          onName={(collection) => create.mutate({ name: collection, documentIds })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "download" && (
        <DownloadDialog
          title={`Download ${name}`}
          onChosen={(formats) => void work.download(documentIds, formats)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

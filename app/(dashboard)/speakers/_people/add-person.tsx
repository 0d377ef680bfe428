"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserRoundPlus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";

/** Opens the form with which a person is added by a sample of the voice. */
export function AddPerson({ isRecognising }: { isRecognising: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        disabled={!isRecognising}
        title={isRecognising ? undefined : "Turn on “Recognise voices” first"}
        onClick={() => setOpen(true)}
      >
        <UserRoundPlus aria-hidden />
        Add a person
      </Button>
      <Modal
        open={isOpen}
        onOpenChange={setOpen}
        title="Add a person"
        description="Trax learns the voice from a recording in which this person speaks alone, for 5 seconds to 5 minutes. It stays on this installation. Ask the person first."
      >
        <SampleForm onClose={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function SampleForm({ onClose }: { onClose: () => void }) {
  const id = useId();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: sendSample,
    async onSuccess() {
      await queryClient.invalidateQueries(trpc.speakers.pathFilter());
      onClose();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    send.mutate(new FormData(event.currentTarget));
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-name`} className="font-medium">
          Name
        </label>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={200}
          autoComplete="off"
          className="h-8 rounded-md border border-line-strong bg-surface px-2"
        />
      </div>
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-file`} className="font-medium">
          Sample
        </label>
        <input id={`${id}-file`} name="file" type="file" required accept="audio/*,video/*" />
        <p className="text-muted text-xs">
          A person who is known already learns from it. It is refused, with the reason, where it is too short,
          too noisy or of several people.
        </p>
      </div>
      {send.error && <Notice tone="danger">{send.error.message}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={send.isPending}>
          {send.isPending ? "Sending…" : "Add"}
        </Button>
      </div>
    </form>
  );
}

/** @throws an Error whose message is the sentence that the server gives */
async function sendSample(body: FormData): Promise<void> {
  let response: Response;
  try {
    response = await fetch("/voice-samples", { method: "POST", body });
  } catch {
    throw new Error("Trax cannot be reached. Check that it is running, then try again.");
  }
  if (!response.ok) throw new Error((await response.text()).trim());
}

import { useState } from "react";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { QualityView } from "@/server/quality/schema";
import { useEditor } from "../editor-context";
import { ReferenceDialog } from "./reference-dialog";
import type { QualityActions } from "./use-quality";

/** Ways to say what was really said, and to take it back. */
export function TruthActions({ quality, actions }: { quality: QualityView; actions: QualityActions }) {
  const { documentId, session } = useEditor();
  const [isOpen, setOpen] = useState(false);
  const [unsaved, setUnsaved] = useState<string | null>(null);
  const { setReference, removeReference, markCorrected, unmarkCorrected, measureAgain } = actions;
  const { hasReference, corrected, result } = quality;
  const isBusy = [removeReference, markCorrected, unmarkCorrected, measureAgain].some(
    ({ isPending }) => isPending,
  );
  const error = removeReference.error ?? markCorrected.error ?? unmarkCorrected.error ?? measureAgain.error;
  const isUnmeasured = result !== null && result.measured === null && (hasReference || corrected !== null);

  async function mark() {
    setUnsaved(null);
    // What is marked is what the server has: all that was typed must be there.
    await session.flush();
    if (session.getStatus().save.kind !== "saved") {
      setUnsaved("Not all changes are saved yet. Wait until they are, and mark it again.");
      return;
    }
    markCorrected.mutate({ documentId });
  }

  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      {isUnmeasured && (
        <Notice
          action={
            <Button size="sm" disabled={isBusy} onClick={() => measureAgain.mutate({ documentId })}>
              Measure
            </Button>
          }
        >
          This text of the machine has not been measured yet.
        </Notice>
      )}
      {corrected?.isEditedSince && !hasReference && (
        <Notice
          action={
            <Button size="sm" disabled={isBusy} onClick={() => void mark()}>
              Measure again
            </Button>
          }
        >
          The text was edited since it was marked as corrected. The figure is of then.
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" disabled={isBusy} onClick={() => setOpen(true)}>
          {hasReference ? "Another reference" : "Compare with a reference"}
        </Button>
        {hasReference && (
          <Button
            size="sm"
            look="quiet"
            disabled={isBusy}
            onClick={() => removeReference.mutate({ documentId })}
          >
            Take the reference away
          </Button>
        )}
        {corrected === null ? (
          <Button size="sm" disabled={isBusy || hasReference} onClick={() => void mark()}>
            I have corrected all of it
          </Button>
        ) : (
          <Button
            size="sm"
            look="quiet"
            disabled={isBusy}
            onClick={() => unmarkCorrected.mutate({ documentId })}
          >
            It is not all corrected
          </Button>
        )}
      </div>
      {(unsaved ?? error) && <p className="text-danger text-xs">{unsaved ?? describeError(error)}</p>}
      <ReferenceDialog open={isOpen} onClose={() => setOpen(false)} setReference={setReference} />
    </div>
  );
}

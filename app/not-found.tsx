import { FileQuestion } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "./_ui/button";
import { EmptyState } from "./_ui/empty-state";
import { Sheet } from "./_ui/sheet";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Sheet className="max-w-2xl">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={<FileQuestion />}
        title="There is nothing at this address"
        action={
          <>
            <Button asChild>
              <Link href="/transcripts">See all transcripts</Link>
            </Button>
            <Button asChild look="primary">
              <Link href="/">To the dashboard</Link>
            </Button>
          </>
        }
      >
        It may have been deleted for ever, or the address is not complete.
      </EmptyState>
    </Sheet>
  );
}

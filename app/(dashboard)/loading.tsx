import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";

export default function Loading() {
  return (
    <Sheet>
      <h1 className="sr-only">This page is on its way</h1>
      <Skeleton />
    </Sheet>
  );
}

import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";

export default function Loading() {
  return (
    <Sheet>
      <Skeleton />
    </Sheet>
  );
}

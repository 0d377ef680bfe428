"use client";

import { X } from "lucide-react";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { type ToastView, toastStore } from "./toast-store";

const none: readonly ToastView[] = [];

export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.getSnapshot, () => none);
  return (
    <Toast.Provider swipeDirection="right" label="Message">
      {toasts.map((toast) => (
        <Toast.Root
          key={toast.id}
          duration={toast.action || toast.tone === "danger" ? 12_000 : 5_000}
          onOpenChange={(open) => open || toastStore.remove(toast.id)}
          className={cn(
            "flex items-start gap-2 rounded-lg border bg-surface py-2 pr-2 pl-3 shadow-float motion-safe:animate-[rise_160ms_ease-out]",
            toast.tone === "danger" ? "border-danger/50" : "border-line",
          )}
        >
          <Toast.Description className="flex-1 py-0.5">{toast.text}</Toast.Description>
          {toast.action && (
            <Toast.Action asChild altText={toast.action.label}>
              <Button size="sm" onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Toast.Action>
          )}
          <Toast.Close asChild>
            <Button look="quiet" size="sm" className="px-1.5" aria-label="Dismiss">
              <X aria-hidden />
            </Button>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport
        label="Messages ({hotkey})"
        className="fixed right-0 bottom-[var(--toast-bottom,0px)] z-50 flex w-[min(26rem,100vw)] flex-col gap-2 p-4 outline-none"
      />
    </Toast.Provider>
  );
}

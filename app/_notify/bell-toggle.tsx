"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { showToast } from "@/app/_ui/toast-store";
import { type NotifyState, notifyStore } from "./notify-store";
import { toldBatches } from "./told-batches";

const blockedText =
  "Your browser was told to show no notifications of this page. Allow them in its settings for this page first.";

const looks: Record<NotifyState, { text: string; icon: React.ReactNode }> = {
  on: { text: "You are told when a batch ends", icon: <BellRing aria-hidden className="text-accent" /> },
  off: { text: "Tell me when a batch ends", icon: <Bell aria-hidden /> },
  blocked: { text: "Notifications are blocked", icon: <BellOff aria-hidden /> },
  unsupported: { text: "", icon: null },
};

/** Whether this browser shows a notification when a batch ends. It asks for permission only when pressed. */
export function BellToggle() {
  const state = useSyncExternalStore(
    notifyStore.subscribe,
    notifyStore.getSnapshot,
    notifyStore.getServerSnapshot,
  );
  if (state === "unsupported") return null;
  const { text, icon } = looks[state];

  async function toggle() {
    const wanted = state !== "on";
    // What ended before is no news.
    if (wanted) toldBatches.update(null);
    const now = await notifyStore.turn(wanted);
    if (wanted && now === "blocked") showToast({ text: blockedText, tone: "danger" });
  }

  return (
    <Button
      look="quiet"
      size="sm"
      aria-pressed={state === "on"}
      title={state === "blocked" ? blockedText : "Shown by your browser while you look at something else"}
      onClick={() => void toggle()}
    >
      {icon}
      {text}
    </Button>
  );
}

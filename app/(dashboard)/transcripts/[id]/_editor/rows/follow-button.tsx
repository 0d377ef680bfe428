"use client";

import { LocateFixed } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { useEditor, useList } from "../editor-context";

/** Shown while it plays and the reader has scrolled elsewhere. */
export function FollowButton() {
  const { playback, list } = useEditor();
  const isPlaying = useSyncExternalStore(
    playback.subscribe,
    () => playback.getState().isPlaying,
    () => false,
  );
  const isFollowing = useList((at) => at.getState().isFollowing);
  if (isFollowing || !isPlaying) return null;
  return (
    <Button
      className="-translate-x-1/2 absolute bottom-3 left-1/2 rounded-full shadow-float"
      onClick={() => list.setFollowing(true)}
    >
      <LocateFixed aria-hidden />
      Follow
    </Button>
  );
}

"use client";

import { useSyncExternalStore } from "react";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";

export function useSpeakers(): readonly Speaker[] {
  const { speakers } = useEditor().session;
  return useSyncExternalStore(speakers.subscribe, speakers.list, speakers.list);
}

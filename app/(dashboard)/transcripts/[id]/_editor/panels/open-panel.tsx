"use client";

import { useSyncExternalStore } from "react";
import { CommentsPanel } from "../comments/comments-panel";
import { useEditor } from "../editor-context";
import { EnhancementPanel } from "../enhancement/enhancement-panel";
import { FindPanel } from "../find/find-panel";
import { QualityPanel } from "../quality/quality-panel";
import { ReviewPanel } from "../review/review-panel";
import { SpeakersPanel } from "../speakers/speakers-panel";
import { SummaryPanel } from "../summary/summary-panel";

const views = {
  find: FindPanel,
  speakers: SpeakersPanel,
  comments: CommentsPanel,
  review: ReviewPanel,
  quality: QualityPanel,
  enhancement: EnhancementPanel,
  summary: SummaryPanel,
};

export function OpenPanel() {
  const { panels } = useEditor();
  const find = () => panels.getState().panel;
  const name = useSyncExternalStore(panels.subscribe, find, find);
  const Panel = name && views[name];
  return Panel && <Panel key={name} />;
}

import type { EditorAction } from "../actions/editor-action";
import type { EditorParts } from "../editor-context";
import { showPoint } from "../review/show-point";

function openFind({ panels, tools }: EditorParts, isReplacing: boolean) {
  tools.find.setReplacing(isReplacing);
  const marked = getSelection()?.toString().trim() ?? "";
  if (marked !== "" && marked.length <= 100 && !marked.includes("\n")) tools.find.setQuery({ text: marked });
  if (panels.getState().panel === "find")
    document.querySelector<HTMLInputElement>("[data-panel] input[type=search]")?.select();
  panels.setPanel("find");
}

export const panelActions: readonly EditorAction[] = [
  {
    id: "find",
    label: "Find",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["Mod+F"],
    words: "search",
    run: (editor) => openFind(editor, false),
  },
  {
    id: "replace",
    label: "Find and replace",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["Mod+H"],
    words: "search substitute",
    run: (editor) => openFind(editor, true),
  },
  {
    id: "find-next",
    label: "Next match",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["F3", "Mod+G"],
    isEnabled: ({ tools }) => tools.find.getState().count > 0,
    run: ({ list, tools }) => {
      const match = tools.find.step(1);
      if (match) list.show(match.lineId);
    },
  },
  {
    id: "find-last",
    label: "Match before",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["Shift+F3", "Mod+Shift+G"],
    isEnabled: ({ tools }) => tools.find.getState().count > 0,
    run: ({ list, tools }) => {
      const match = tools.find.step(-1);
      if (match) list.show(match.lineId);
    },
  },
  {
    id: "speakers",
    label: "Speakers",
    group: "Speakers",
    scopes: ["page", "text"],
    keys: ["F2"],
    words: "names panel rename merge",
    run: ({ panels }) => panels.togglePanel("speakers"),
  },
  {
    id: "comments",
    label: "Comments",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Shift+F2"],
    words: "notes panel",
    run: ({ panels }) => panels.togglePanel("comments"),
  },
  {
    id: "review",
    label: "Review",
    group: "View",
    scopes: ["page", "text"],
    keys: ["F4"],
    words: "check unsure loops gaps quality",
    run: ({ panels }) => panels.togglePanel("review"),
  },
  {
    id: "quality",
    label: "Quality",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Shift+F4"],
    words: "accuracy errors measure reference corrected warnings",
    run: ({ panels }) => panels.togglePanel("quality"),
  },
  {
    id: "enhancement",
    label: "Enhancement",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Mod+F2"],
    words: "enhance improve punctuation capitals paragraphs fillers model",
    run: ({ panels }) => panels.togglePanel("enhancement"),
  },
  {
    id: "summary",
    label: "Summary and chapters",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Mod+Shift+F2"],
    words: "summarise minutes notes key points chapters headings model",
    run: ({ panels }) => panels.togglePanel("summary"),
  },
  {
    id: "review-next",
    label: "Next place to review",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["Alt+N"],
    isEnabled: ({ tools }) => tools.review.getState().shown.length > 0,
    run: (editor) => showPoint(editor, editor.tools.review.step(1)),
  },
  {
    id: "review-last",
    label: "Place to review before",
    group: "Find",
    scopes: ["page", "text"],
    keys: ["Alt+P"],
    isEnabled: ({ tools }) => tools.review.getState().shown.length > 0,
    run: (editor) => showPoint(editor, editor.tools.review.step(-1)),
  },
  {
    id: "review-fine",
    label: "Mark as fine",
    group: "Find",
    scopes: ["page", "text"],
    keys: [],
    words: "review done",
    isEnabled: ({ tools }) => tools.review.getState().currentId !== null,
    run: (editor) => {
      const { currentId } = editor.tools.review.getState();
      if (currentId !== null) showPoint(editor, editor.tools.review.markFine(currentId));
    },
  },
];

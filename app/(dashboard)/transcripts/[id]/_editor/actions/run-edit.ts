import type { EditCommand } from "@/core/transcript/edit-command";
import type { EditorSession } from "../store/editor-session";

interface Runner {
  run(command: EditCommand | EditCommand[], options?: { label?: string }): boolean;
}

/** Carries a command out in a session that takes commands. False when it was refused. */
export function runEdit(session: EditorSession, command: EditCommand, label: string): boolean {
  return "run" in session && (session as unknown as Runner).run(command, { label });
}

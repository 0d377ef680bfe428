/** The legal states of work and the moves between them. The database's own checks are generated from the same
 * tables; nothing else in the code names a transition. */

export const workStatuses = ["pending", "running", "completed", "failed", "retrying", "cancelled"] as const;
export type WorkStatus = (typeof workStatuses)[number];

export const batchStatuses = ["pending", "running", "paused", "completed", "failed", "cancelled"] as const;
export type BatchStatus = (typeof batchStatuses)[number];

export const downloadStatuses = ["pending", "downloading", "completed", "failed"] as const;
export type DownloadStatus = (typeof downloadStatuses)[number];

export const taskTypes = ["youtube", "download", "preprocess", "transcribe", "enhance"] as const;
export type TaskType = (typeof taskTypes)[number];

/** Steps of a source run in this order. */
export const stepOrder: Record<TaskType, number> = {
  youtube: 0,
  download: 1,
  preprocess: 2,
  transcribe: 3,
  enhance: 4,
};

/** Who asks for a move: the machine at work, or a person. */
export type Mover = "machine" | "person";

const moves: Record<WorkStatus, Partial<Record<WorkStatus, Mover[]>>> = {
  pending: { running: ["machine"], cancelled: ["person"] },
  running: {
    completed: ["machine"],
    failed: ["machine"],
    cancelled: ["person"],
    retrying: ["machine"],
    pending: ["machine"],
  },
  retrying: { running: ["machine"], pending: ["machine"], failed: ["machine"], cancelled: ["person"] },
  failed: { pending: ["person"] },
  cancelled: { pending: ["person"] },
  completed: {},
};

export function canMove(from: WorkStatus, to: WorkStatus, mover: Mover): boolean {
  return moves[from][to]?.includes(mover) ?? false;
}

/** States from which `to` may be reached by `mover`: the where clause of a conditional update. */
export function statesBefore(to: WorkStatus, mover: Mover): WorkStatus[] {
  return workStatuses.filter((from) => canMove(from, to, mover));
}

/** A batch's status follows from its sources and from pauses: what has ended is reopened by a retry, and while it stays
 * ended no source of it completes or stops being so. */
const batchMoves: Record<BatchStatus, BatchStatus[]> = {
  pending: ["running", "paused", "completed", "failed", "cancelled"],
  running: ["pending", "paused", "completed", "failed", "cancelled"],
  paused: ["pending", "running", "completed", "failed", "cancelled"],
  completed: ["pending", "running", "paused"],
  failed: ["pending", "running", "paused", "cancelled"],
  cancelled: ["pending", "running", "paused", "failed"],
};

/** A file that is whole stays whole; one that was found on the disk is so at once. */
const downloadMoves: Record<DownloadStatus, DownloadStatus[]> = {
  pending: ["downloading", "completed", "failed"],
  downloading: ["pending", "completed", "failed"],
  completed: [],
  failed: ["pending", "downloading"],
};

/** Every legal move, whoever makes it, by the state it begins in: what the database is taught. */
export const legalMoves = {
  work: Object.fromEntries(
    workStatuses.map((from) => [from, workStatuses.filter((to) => moves[from][to] !== undefined)]),
  ) as Record<WorkStatus, WorkStatus[]>,
  batch: batchMoves,
  download: downloadMoves,
};

export function isEnded(status: WorkStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

import { sessionOptions } from "../../worker/engines/session-options";

/** The worker's child, but for the threads of its sessions: to show what a second one would bring. */
sessionOptions.intraOpNumThreads = 2;
await import("../../worker/engines/engine-child");

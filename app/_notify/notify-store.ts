const storageKey = "trax.notify";
const listeners = new Set<() => void>();

/** `blocked`: the browser was told to show none, and only its own settings change that. */
export type NotifyState = "unsupported" | "blocked" | "off" | "on";

function read(): NotifyState {
  // Browsers give notifications on secure pages and on the machine itself.
  if (typeof Notification === "undefined" || !navigator.locks) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  try {
    return Notification.permission === "granted" && localStorage.getItem(storageKey) === "on" ? "on" : "off";
  } catch {
    return "off";
  }
}

function publish() {
  for (const listener of listeners) listener();
}

/** Whether this browser wants to be told when a batch ends. */
export const notifyStore = {
  getSnapshot: read,
  getServerSnapshot: (): NotifyState => "off",
  subscribe(listener: () => void) {
    listeners.add(listener);
    // Another tab chose.
    window.addEventListener("storage", publish);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", publish);
    };
  },
  /** Asks for the browser's permission where it is needed: call it on a click only. */
  async turn(on: boolean): Promise<NotifyState> {
    if (on && typeof Notification !== "undefined" && Notification.permission === "default") {
      await Notification.requestPermission();
    }
    try {
      localStorage.setItem(storageKey, on ? "on" : "off");
    } catch {
      // Private windows may keep nothing; it then stays off.
    }
    publish();
    return read();
  },
};

export interface ToastView {
  id: number;
  text: string;
  tone: "plain" | "danger";
  action?: { label: string; run: () => void };
}

let toasts: readonly ToastView[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly ToastView[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Toasts of this tab. Kept outside React, so that what outlives a page (an upload, a save) can speak too. */
export const toastStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  getSnapshot: () => toasts,
  remove(id: number) {
    publish(toasts.filter((toast) => toast.id !== id));
  },
};

export function showToast(toast: Omit<ToastView, "id" | "tone"> & { tone?: ToastView["tone"] }): void {
  lastId += 1;
  // The same words twice would only hide the rest.
  const others = toasts.filter((shown) => shown.text !== toast.text);
  const added: ToastView = { tone: "plain", ...toast, id: lastId };
  publish([...others, added].slice(-4));
}

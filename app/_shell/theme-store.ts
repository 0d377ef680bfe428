export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "trax.theme";
const listeners = new Set<() => void>();

function read(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(storageKey)) ?? "system";
  } catch {
    return "system";
  }
}

function apply() {
  const theme = read();
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
  for (const listener of listeners) listener();
}

export const themeStore = {
  getSnapshot: read,
  getServerSnapshot: (): Theme => "system",
  subscribe(listener: () => void) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    listeners.add(listener);
    system.addEventListener("change", apply);
    // Another tab chose.
    window.addEventListener("storage", apply);
    return () => {
      listeners.delete(listener);
      system.removeEventListener("change", apply);
      window.removeEventListener("storage", apply);
    };
  },
  update(theme: Theme) {
    try {
      localStorage.setItem(storageKey, theme);
    } catch {
      // Private windows may keep nothing; the choice then holds for nothing either.
    }
    apply();
  },
};

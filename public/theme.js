// Runs before the first paint, so that a dark page never flashes white. The switch itself is app/_shell/theme-store.ts.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("trax.theme") ?? "system";
  } catch {
    // A browser that keeps nothing shows the system's theme.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();

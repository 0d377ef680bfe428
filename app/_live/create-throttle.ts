/** Runs at once, then at most once every `everyMs`, and always once more after the last call. */
export function createThrottle(run: () => void, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;

  function rest() {
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      run();
      rest();
    }, everyMs);
  }

  return () => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    run();
    rest();
  };
}

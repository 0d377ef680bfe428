/** Where menus and hints are put in the page: inside its main part, so that a screen reader that walks by landmarks
 * meets them there. Null on the server, where none is open. */
export function findPortalHome(): HTMLElement | null {
  return typeof document === "undefined" ? null : document.querySelector("main");
}

/** Keep Chromium from calling home, which is noise here and refused on machines without the internet. */
export const browserFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  // A click on a word plays it: no sound card is needed for that, nor a gesture in a test.
  "--mute-audio",
  "--autoplay-policy=no-user-gesture-required",
];

"use client";

import "./globals.css";

/** Shown when not even the frame of the page could be drawn, so it brings its own. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body className="grid place-items-center p-6">
        <main className="max-w-md text-center">
          <h1 className="font-semibold text-lg">Trax could not show this page</h1>
          <p className="mt-2 text-muted">Nothing that was saved is lost. Try again in a moment.</p>
          <button
            type="button"
            onClick={reset}
            className="mt-4 rounded-md bg-accent px-3 py-1.5 text-on-accent"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}

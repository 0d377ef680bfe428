import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { LiveProvider } from "./_live/live-provider";
import { BatchEndWatcher } from "./_notify/batch-end-watcher";
import { TopBar } from "./_shell/top-bar";
import { TrpcProvider } from "./_trpc/client";
import { TipProvider } from "./_ui/tip";
import { Toaster } from "./_ui/toaster";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Trax", template: "%s · Trax" },
  description: "Drop a recording, get a transcript that plays and can be corrected.",
  icons: { icon: "/icon.svg" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#101619" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // theme.js sets the class before React looks.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body className="flex flex-col">
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to the content
        </a>
        <TrpcProvider>
          <LiveProvider>
            <TipProvider delayDuration={400}>
              <TopBar />
              <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
                {children}
              </main>
              <Toaster />
              <BatchEndWatcher />
            </TipProvider>
          </LiveProvider>
        </TrpcProvider>
      </body>
    </html>
  );
}

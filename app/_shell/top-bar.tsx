"use client";

import { House, ListChecks, ListMusic, Settings, UsersRound } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/app/_ui/cn";
import { UploadDock } from "@/app/_uploads/upload-dock";
import { Logo } from "./logo";
import { ThemeMenu } from "./theme-menu";

const links = [
  { href: "/", text: "Dashboard", icon: House },
  { href: "/queue", text: "Queue", icon: ListChecks, alsoAt: "/batches" },
  { href: "/transcripts", text: "Transcripts", icon: ListMusic },
  { href: "/speakers", text: "People", icon: UsersRound },
  { href: "/settings", text: "Settings", icon: Settings },
];

export function TopBar() {
  const path = usePathname();
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-paper">
      <div className="mx-auto flex h-12 max-w-6xl items-center gap-1 px-3 sm:gap-3 sm:px-5">
        <Link
          href="/"
          aria-label="Trax, to the dashboard"
          className="mr-1 flex items-center gap-2 rounded-md"
        >
          <Logo />
          <span className="hidden font-semibold text-base tracking-tight sm:inline">Trax</span>
        </Link>
        <nav aria-label="Main" className="flex min-w-0 items-center gap-0.5">
          {links.map(({ href, text, icon: Icon, alsoAt }) => {
            const here =
              href === "/" ? path === "/" : path.startsWith(href) || (alsoAt && path.startsWith(alsoAt));
            return (
              <Link
                key={href}
                href={href}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm transition-colors sm:px-2.5",
                  here ? "bg-sunken font-medium text-ink" : "text-muted hover:bg-sunken hover:text-ink",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                <span className={cn(here ? "min-w-0 truncate" : "sr-only sm:not-sr-only")}>{text}</span>
              </Link>
            );
          })}
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <UploadDock />
          <ThemeMenu />
        </div>
      </div>
    </header>
  );
}

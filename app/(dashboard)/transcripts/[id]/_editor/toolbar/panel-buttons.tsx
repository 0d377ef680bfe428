"use client";

import {
  Ellipsis,
  Gauge,
  History,
  ListChecks,
  MessageSquareText,
  ScrollText,
  Search,
  Sparkles,
  UsersRound,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useSyncExternalStore } from "react";
import { buttonClass } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import { Tip } from "@/app/_ui/tip";
import type { PanelName } from "../actions/panel-store";
import { useKeysOf } from "../actions/use-keys-of";
import { useEditor } from "../editor-context";

const panelButtons: { panel: PanelName; label: string; icon: ReactNode }[] = [
  { panel: "find", label: "Find and replace", icon: <Search aria-hidden /> },
  { panel: "speakers", label: "Speakers", icon: <UsersRound aria-hidden /> },
  { panel: "comments", label: "Comments", icon: <MessageSquareText aria-hidden /> },
  { panel: "review", label: "Review", icon: <ListChecks aria-hidden /> },
  { panel: "quality", label: "Quality", icon: <Gauge aria-hidden /> },
  { panel: "enhancement", label: "Enhancement", icon: <Sparkles aria-hidden /> },
  { panel: "summary", label: "Summary and chapters", icon: <ScrollText aria-hidden /> },
];

/** The ways into the panels: buttons where there is room, else a menu. */
export function PanelButtons() {
  const { panels, documentId } = useEditor();
  const find = () => panels.getState().panel;
  const open = useSyncExternalStore(panels.subscribe, find, find);
  const versionsPath = `/transcripts/${documentId}/versions`;
  return (
    <>
      <span className="hidden items-center gap-0.5 md:flex">
        {panelButtons.map((button) => (
          <PanelButton
            key={button.panel}
            {...button}
            isOpen={open === button.panel}
            onPress={() => panels.togglePanel(button.panel)}
          />
        ))}
        <Tip label="Versions">
          <Link
            href={versionsPath}
            prefetch={false}
            aria-label="Versions"
            className={buttonClass({ look: "quiet", size: "icon" })}
          >
            <History aria-hidden />
          </Link>
        </Tip>
      </span>
      <span className="md:hidden">
        <Menu modal={false}>
          <MenuTrigger asChild>
            <IconButton label="More">
              <Ellipsis aria-hidden />
            </IconButton>
          </MenuTrigger>
          {/* The panel that opens takes the focus; it is not to come back to the button. */}
          <MenuContent
            onCloseAutoFocus={(event) => panels.getState().panel !== null && event.preventDefault()}
          >
            {panelButtons.map(({ panel, label, icon }) => (
              <MenuItem key={panel} onSelect={() => panels.setPanel(panel)}>
                {icon}
                {label}
              </MenuItem>
            ))}
            <MenuSeparator />
            <MenuItem asChild>
              <Link href={versionsPath} prefetch={false}>
                <History aria-hidden />
                Versions
              </Link>
            </MenuItem>
          </MenuContent>
        </Menu>
      </span>
    </>
  );
}

interface PanelButtonProps {
  panel: PanelName;
  label: string;
  icon: ReactNode;
  isOpen: boolean;
  onPress: () => void;
}

function PanelButton({ panel, label, icon, isOpen, onPress }: PanelButtonProps) {
  const keys = useKeysOf(panel);
  return (
    <IconButton
      label={label}
      keys={keys}
      aria-pressed={isOpen}
      className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
      onClick={onPress}
    >
      {icon}
    </IconButton>
  );
}

"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/app/_ui/menu";
import { type Theme, themeStore } from "./theme-store";

const labels = {
  light: { text: "Light", icon: <Sun aria-hidden /> },
  dark: { text: "Dark", icon: <Moon aria-hidden /> },
  system: { text: "As the system", icon: <Monitor aria-hidden /> },
};

export function ThemeMenu() {
  const theme = useSyncExternalStore(
    themeStore.subscribe,
    themeStore.getSnapshot,
    themeStore.getServerSnapshot,
  );
  return (
    <Menu modal={false}>
      <MenuTrigger asChild>
        <Button look="quiet" size="icon" aria-label={`Theme: ${labels[theme].text}`}>
          {labels[theme].icon}
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup value={theme} onValueChange={(value) => themeStore.update(value as Theme)}>
          {Object.entries(labels).map(([value, { text, icon }]) => (
            <MenuRadioItem key={value} value={value}>
              {icon}
              {text}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

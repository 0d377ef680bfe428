"use client";

import { ChevronDown, Pause } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/app/_ui/menu";

interface PauseMenuProps {
  label: string;
  disabled?: boolean;
  onPause: (stopRunning: boolean) => void;
}

/** Pausing starts nothing new; what runs may finish, or stop where nothing of it is lost. */
export function PauseMenu({ label, disabled, onPause }: PauseMenuProps) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button disabled={disabled}>
          <Pause aria-hidden />
          {label}
          <ChevronDown aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuItem onSelect={() => onPause(false)}>Finish what runs</MenuItem>
        <MenuItem onSelect={() => onPause(true)}>Stop what runs soon, and keep what it has</MenuItem>
      </MenuContent>
    </Menu>
  );
}

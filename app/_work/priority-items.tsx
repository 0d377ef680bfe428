import { MenuLabel, MenuRadioGroup, MenuRadioItem } from "@/app/_ui/menu";

const levels = [
  { value: 10, text: "High" },
  { value: 0, text: "Normal" },
  { value: -10, text: "Low" },
];

/** "High priority", or nothing to say. */
export function describePriority(priority: number): string | null {
  if (priority === 0) return null;
  return priority > 0 ? "High priority" : "Low priority";
}

interface PriorityItemsProps {
  /** Null where several are chosen, which may differ. */
  value: number | null;
  onChange: (priority: number) => void;
}

/** What waits runs by priority, also when it is changed while it waits. */
export function PriorityItems({ value, onChange }: PriorityItemsProps) {
  const level = value === null ? "" : String(Math.sign(value) * 10);
  return (
    <>
      <MenuLabel>Priority</MenuLabel>
      <MenuRadioGroup value={level} onValueChange={(next) => onChange(Number(next))}>
        {levels.map(({ value: each, text }) => (
          <MenuRadioItem key={each} value={String(each)}>
            {text}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}

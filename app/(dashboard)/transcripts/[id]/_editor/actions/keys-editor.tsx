"use client";

import { Plus, RotateCcw, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { listConflicts, listKeysInForce } from "./derive-key-map";
import { actionGroups, type EditorAction } from "./editor-action";
import { editorActions } from "./editor-actions";
import { formatKey } from "./format-key";
import { isMac } from "./is-mac";
import { KeyCap } from "./key-cap";
import { KeyCapture } from "./key-capture";
import { isCharacterKey, parseKey } from "./key-name";
import { type KeyPresetId, keyPresetIds, keyPresets } from "./key-presets";
import { keySettings } from "./key-settings";
import { useKeyMap } from "./use-keys-of";

interface Clash {
  action: EditorAction;
  name: string;
  others: EditorAction[];
}

const readKey = (name: string) => formatKey(name, isMac()).join(" + ");

/** All keys as they are, and how they are changed: another preset, or a key of one action by pressing it. */
export function KeysEditor() {
  const { settings, map } = useKeyMap();
  const [capturing, setCapturing] = useState<string | null>(null);
  const [clash, setClash] = useState<Clash | null>(null);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLDivElement>(null);
  /** The action whose button gets the focus back. */
  const returnTo = useRef<string | null>(null);
  useEffect(() => {
    if (capturing !== null || clash !== null || returnTo.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-add-key="${returnTo.current}"]`)?.focus();
    returnTo.current = null;
  }, [capturing, clash]);
  const isChanged = Object.keys(settings.keys).length > 0;

  const setKeys = (change: Record<string, readonly string[]>) =>
    keySettings.update({ keys: { ...keySettings.getSnapshot().keys, ...change } });

  function add(action: EditorAction, name: string) {
    returnTo.current = action.id;
    setCapturing(null);
    const others = listConflicts(editorActions, map, action, name);
    if (others.length > 0) return setClash({ action, name, others });
    const names = map.get(action.id) ?? [];
    if (!names.includes(name)) setKeys({ [action.id]: [name, ...names] });
    const pattern = parseKey(name);
    const isIdle = pattern !== null && isCharacterKey(pattern) && !settings.hasSingleKeys;
    setSaid(
      `${readKey(name)} is now “${action.label}”.${isIdle ? " It is heard once single keys are switched on." : ""}`,
    );
  }

  function takeOver({ action, name, others }: Clash) {
    const rest = others.map(({ id }) => [id, (map.get(id) ?? []).filter((key) => key !== name)] as const);
    setKeys({ ...Object.fromEntries(rest), [action.id]: [name, ...(map.get(action.id) ?? [])] });
    returnTo.current = action.id;
    setClash(null);
    setSaid(`${readKey(name)} is now “${action.label}”.`);
  }

  function remove(action: EditorAction, name: string) {
    setKeys({ [action.id]: (map.get(action.id) ?? []).filter((key) => key !== name) });
    setSaid(`${readKey(name)} no longer does “${action.label}”.`);
  }

  function reset(id: string) {
    const { [id]: _, ...keys } = keySettings.getSnapshot().keys;
    keySettings.update({ keys });
    setSaid("Back to the preset.");
  }

  return (
    <div ref={list} className="flex flex-col gap-3">
      <Choices
        preset={settings.preset}
        hasSingleKeys={settings.hasSingleKeys}
        isChanged={isChanged}
        onReset={() => {
          keySettings.update({ keys: {} });
          setSaid("All keys are as the preset has them.");
        }}
      />
      <p role="status" className="text-muted text-xs empty:hidden">
        {said}
      </p>
      {actionGroups.map((group) => {
        const actions = editorActions.filter((action) => action.group === group);
        if (actions.length === 0) return null;
        return (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 font-medium text-muted text-xs">{group}</h3>
            <ul>
              {actions.map((action) => (
                <KeyRow
                  key={action.id}
                  action={action}
                  names={map.get(action.id) ?? []}
                  inForce={listKeysInForce(map.get(action.id) ?? [], settings)}
                  isOwn={Object.hasOwn(settings.keys, action.id)}
                  onRemove={(name) => remove(action, name)}
                  onReset={() => reset(action.id)}
                  adding={
                    capturing === action.id ? (
                      <KeyCapture onPress={(name) => add(action, name)} onCancel={() => setCapturing(null)} />
                    ) : null
                  }
                  onAdd={() => {
                    setClash(null);
                    setCapturing(action.id);
                  }}
                >
                  {clash?.action.id === action.id && (
                    <ClashNote
                      clash={clash}
                      onTake={() => takeOver(clash)}
                      onLeave={() => {
                        returnTo.current = action.id;
                        setClash(null);
                      }}
                    />
                  )}
                </KeyRow>
              ))}
            </ul>
          </section>
        );
      })}
      <p className="text-muted text-xs">
        Foot pedals that type keys work like keys: press one where a key is asked for. Some keys belong to the
        browser or the system and never arrive here.
      </p>
    </div>
  );
}

interface ChoicesProps {
  preset: KeyPresetId;
  hasSingleKeys: boolean;
  isChanged: boolean;
  onReset: () => void;
}

function Choices({ preset, hasSingleKeys, isChanged, onReset }: ChoicesProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="flex items-center gap-2">
        <label htmlFor={id}>Preset</label>
        <select
          id={id}
          value={preset}
          onChange={(event) => keySettings.update({ preset: event.currentTarget.value as KeyPresetId })}
          className="h-8 rounded-md border border-line-strong bg-surface px-2"
        >
          {keyPresetIds.map((each) => (
            <option key={each} value={each}>
              {keyPresets[each].name}
            </option>
          ))}
        </select>
      </span>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={hasSingleKeys}
          onChange={(event) => keySettings.update({ hasSingleKeys: event.currentTarget.checked })}
          className="size-4 accent-accent"
        />
        Single-character keys, never while typing
      </label>
      {isChanged && (
        <Button size="sm" onClick={onReset}>
          Reset all keys
        </Button>
      )}
    </div>
  );
}

interface KeyRowProps {
  action: EditorAction;
  names: readonly string[];
  inForce: readonly string[];
  /** Whether a person chose these keys. */
  isOwn: boolean;
  adding: ReactNode;
  onAdd: () => void;
  onRemove: (name: string) => void;
  onReset: () => void;
  children: ReactNode;
}

function KeyRow({ action, names, inForce, isOwn, adding, onAdd, onRemove, onReset, children }: KeyRowProps) {
  return (
    <li className="border-line border-b py-1">
      <div className="flex flex-wrap items-center justify-end gap-x-2 gap-y-1">
        <span className="min-w-32 flex-1">{action.label}</span>
        <span className="flex flex-wrap items-center justify-end gap-1">
          {names
            .filter((name) => inForce.includes(name) || isOwn)
            .map((name) => (
              <span key={name} className="inline-flex items-center">
                <KeyCap name={name} />
                <button
                  type="button"
                  aria-label={`Take ${readKey(name)} from “${action.label}”`}
                  onClick={() => onRemove(name)}
                  className="rounded p-1 text-muted hover:bg-sunken hover:text-ink"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </span>
            ))}
          {adding ?? (
            <button
              type="button"
              data-add-key={action.id}
              aria-label={`Add a key to “${action.label}”`}
              onClick={onAdd}
              className="rounded p-1 text-muted hover:bg-sunken hover:text-ink"
            >
              <Plus aria-hidden className="size-3.5" />
            </button>
          )}
          {isOwn && (
            <button
              type="button"
              aria-label={`Reset the keys of “${action.label}”`}
              onClick={onReset}
              className="rounded p-1 text-muted hover:bg-sunken hover:text-ink"
            >
              <RotateCcw aria-hidden className="size-3.5" />
            </button>
          )}
        </span>
      </div>
      {children}
    </li>
  );
}

function ClashNote({ clash, onTake, onLeave }: { clash: Clash; onTake: () => void; onLeave: () => void }) {
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center gap-2 rounded bg-warn-soft p-2 text-xs">
      <span className="min-w-40 flex-1">
        {readKey(clash.name)} is the key of {clash.others.map(({ label }) => `“${label}”`).join(" and ")}.
      </span>
      <Button size="sm" onClick={onTake} autoFocus>
        Use it here
      </Button>
      <Button size="sm" look="quiet" onClick={onLeave}>
        Leave it
      </Button>
    </div>
  );
}

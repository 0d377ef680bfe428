import { describe, expect, it } from "vitest";
import { deriveKeyMap, isHeardWhileTyping, listConflicts, listKeysInForce } from "./derive-key-map";
import { editorActions } from "./editor-actions";
import { parseKey } from "./key-name";
import { keyPresetIds, keyPresets } from "./key-presets";
import { defaultKeySettings, parseKeySettings } from "./key-settings";

const find = (id: string) => {
  const action = editorActions.find((one) => one.id === id);
  if (!action) throw new Error(id);
  return action;
};

describe("the actions and the presets", () => {
  it("have ids of their own, and keys with names that are known", () => {
    const ids = editorActions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const presetKeys = keyPresetIds.flatMap((id) => Object.values(keyPresets[id].keys).flat());
    for (const name of [...editorActions.flatMap(({ keys }) => keys), ...presetKeys]) {
      expect(parseKey(name), name).not.toBeNull();
    }
  });

  it("name actions that are there", () => {
    for (const preset of keyPresetIds) {
      for (const id of Object.keys(keyPresets[preset].keys)) expect(find(id).id).toBe(id);
    }
  });

  it.each(keyPresetIds)("%s gives no key to two actions of one place", (preset) => {
    const map = deriveKeyMap(editorActions, { ...defaultKeySettings, preset });
    for (const action of editorActions) {
      for (const name of map.get(action.id) ?? []) {
        const others = listConflicts(editorActions, map, action, name).map(({ id }) => id);
        expect(others, `${action.id}: ${name}`).toEqual([]);
      }
    }
  });

  it.each(keyPresetIds)("%s has a key for the heart of it that works while typing", (preset) => {
    const settings = { ...defaultKeySettings, preset };
    const map = deriveKeyMap(editorActions, settings);
    for (const id of ["play", "back", "forward"]) {
      const heard = listKeysInForce(map.get(id) ?? [], settings).filter(isHeardWhileTyping);
      expect(heard.length, id).toBeGreaterThan(0);
    }
  });
});

describe("deriveKeyMap", () => {
  it("lets a preset take a key from another action", () => {
    const map = deriveKeyMap(editorActions, { ...defaultKeySettings, preset: "express-scribe" });
    expect(map.get("forward")).toContain("F8");
    expect(map.get("play")).not.toContain("F8");
  });

  it("puts what a person chose before both", () => {
    const map = deriveKeyMap(editorActions, { ...defaultKeySettings, keys: { back: ["F8"] } });
    expect(map.get("back")).toEqual(["F8"]);
    expect(map.get("play")).not.toContain("F8");
  });

  it("tells who has a key already", () => {
    const map = deriveKeyMap(editorActions, defaultKeySettings);
    expect(listConflicts(editorActions, map, find("back"), "F8").map(({ id }) => id)).toEqual(["play"]);
    expect(listConflicts(editorActions, map, find("back"), "F20")).toEqual([]);
  });
});

describe("single-character keys", () => {
  it("are not heard unless switched on", () => {
    expect(listKeysInForce(["F8", "Space", "K", "<"], defaultKeySettings)).toEqual(["F8", "Space"]);
    const on = { ...defaultKeySettings, hasSingleKeys: true };
    expect(listKeysInForce(["F8", "Space", "K", "<"], on)).toEqual(["F8", "Space", "K", "<"]);
  });

  it.each([
    ["K", false],
    ["<", false],
    ["Space", false],
    ["Enter", false],
    ["Shift+ArrowLeft", false],
    ["Mod+K", true],
    ["F8", true],
    ["Shift+F7", true],
    ["Escape", true],
    ["MediaPlayPause", true],
  ])("%s while typing: %s", (name, expected) => {
    expect(isHeardWhileTyping(name)).toBe(expected);
  });
});

describe("parseKeySettings", () => {
  it("reads what it wrote", () => {
    const settings = { preset: "otranscribe", hasSingleKeys: true, keys: { play: ["F13", "Mod+Shift+P"] } };
    expect(parseKeySettings(JSON.stringify(settings))).toEqual(settings);
  });

  it.each([
    null,
    "",
    "no JSON",
    "null",
    "[]",
    `{"preset":"${"x".repeat(60_000)}"}`,
    '{"preset":"constructor","hasSingleKeys":"yes","keys":7}',
    '{"keys":{"__proto__":["F1"],"play":"F1","<img>":["F1"]}}',
  ])("takes hostile text for nothing (%#)", (text) => {
    const { preset, hasSingleKeys, keys } = parseKeySettings(text);
    expect({ preset, hasSingleKeys, keys: { ...keys } }).toEqual({
      preset: "trax",
      hasSingleKeys: false,
      keys: {},
    });
  });

  it("keeps the good keys and drops the rest", () => {
    const stored = { keys: { play: ["F13", 5, "Mod+", "Nonsense", "F13", null, "a", "Ctrl+Ctrl+A"] } };
    expect(parseKeySettings(JSON.stringify(stored)).keys).toEqual({ play: ["F13"] });
  });
});

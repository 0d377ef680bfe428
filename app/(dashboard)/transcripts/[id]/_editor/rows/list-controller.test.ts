import { beforeEach, describe, expect, test, vi } from "vitest";
import { ListController } from "./list-controller";

let ids: string[];
let list: ListController;
beforeEach(() => {
  ids = ["a", "b", "c", "d", "e"];
  list = new ListController(() => ids);
});

describe("choosing lines", () => {
  test("a stretch grows and shrinks from where it began", () => {
    list.setActive("b");
    list.extend(1);
    list.extend(1);
    expect(list.listSelected()).toEqual(["b", "c", "d"]);
    list.extend(-1);
    expect(list.listSelected()).toEqual(["b", "c"]);
    list.extend(-1);
    list.extend(-1);
    expect(list.listSelected()).toEqual(["a", "b"]);
  });

  test("a second line that is added means the first one, too", () => {
    list.setActive("a");
    list.toggle("c");
    expect(list.listSelected()).toEqual(["a", "c"]);
    list.toggle("a");
    expect(list.listSelected()).toEqual(["c"]);
  });

  test("a range goes on from the line that was added last", () => {
    list.setActive("a");
    list.toggle("c");
    list.selectRange("e");
    expect(list.listSelected()).toEqual(["c", "d", "e"]);
  });

  test("lines that are gone are chosen no more, in any order they were chosen", () => {
    list.selectAll();
    ids = ["e", "b"];
    expect(list.listSelected()).toEqual(["e", "b"]);
  });

  test("moving on and typing choose nothing", () => {
    list.selectAll();
    list.move(1);
    expect(list.listSelected()).toEqual([]);
    list.selectAll();
    list.edit("b");
    expect(list.listSelected()).toEqual([]);
  });
});

describe("the focus", () => {
  test("goes also to the line that is the active one already", () => {
    list.setActive("b");
    const drawn = vi.fn();
    list.subscribe(drawn);
    list.focus("b");
    expect(drawn).toHaveBeenCalled();
    expect(list.isToFocus("b")).toBe(true);
    expect(list.takeFocus("b")).toBe(true);
    expect(list.isToFocus("b")).toBe(false);
  });

  test("stays in a panel while a line is shown", () => {
    list.show("d");
    expect(list.getActiveId()).toBe("d");
    expect(list.isToFocus("d")).toBe(false);
  });

  test("typing that begins anew in the same line is told apart", () => {
    list.edit("b", 3);
    const { editCount } = list.getState();
    list.edit("b", 5);
    expect(list.getState().editCount).toBe(editCount + 1);
    expect(list.takeCaret()).toBe(5);
  });
});

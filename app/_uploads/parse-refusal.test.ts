import { expect, it } from "vitest";
import { parseRefusal } from "./parse-refusal";

it.each([
  ["The disk is full. Free some space.\n", "The disk is full. Free some space."],
  ['{"error":{"code":"X","message":"The file is empty."}}', "The file is empty."],
  ['{"error":"The file is empty."}', "The file is empty."],
  ['{"sentence":"The file is empty."}', "The file is empty."],
  ["<html><body>502</body></html>", null],
  ["{broken", null],
  ["Forbidden", null],
  ["", null],
])("reads %j as %j", (body, sentence) => {
  expect(parseRefusal(body)).toBe(sentence);
});

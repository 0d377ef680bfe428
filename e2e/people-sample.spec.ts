import { listFaultsInLooks } from "./axe-faults";
import { fixturePath } from "./fixtures/fixture-path";
import { expect, test } from "./test";

const isHeard = { timeout: 150_000 };

test("a person is added with a sample of the voice, and a sample of two people is refused", async ({
  page,
}) => {
  test.setTimeout(400_000);
  await page.goto("/speakers");
  const add = page.getByRole("button", { name: "Add a person" });
  const form = page.getByRole("dialog", { name: "Add a person" });

  await add.click();
  await form.getByLabel("Name").fill("Island reader");
  await form.getByLabel("Sample").setInputFiles(fixturePath("island.mp3"));
  expect(await listFaultsInLooks(page, "add-person")).toEqual([]);
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await expect(form).toBeHidden();
  const person = page.getByRole("listitem", { name: "Island reader", exact: true });
  await expect(person).toBeVisible(isHeard);
  await expect(page.getByText("Listening to the sample")).toHaveCount(0);
  await expect(person.getByText("Only the name is kept")).toHaveCount(0);
  await person.getByRole("button", { name: /^Play Island reader:/ }).click();
  await expect(person.getByRole("button", { name: /^Stop Island reader:/ })).toBeVisible();
  await person.getByRole("button", { name: /^Stop Island reader:/ }).click();

  await add.click();
  await form.getByLabel("Name").fill("Two of them");
  await form.getByLabel("Sample").setInputFiles(fixturePath("dialogue.ogg"));
  await form.getByRole("button", { name: "Add", exact: true }).click();
  const refused = page.getByText("more than one person speaks in it");
  await expect(refused).toBeVisible(isHeard);
  expect(await listFaultsInLooks(page, "people-refused")).toEqual([]);
  await page.getByRole("button", { name: "Dismiss the sample of Two of them" }).click();
  await expect(refused).toBeHidden();
  await expect(page.getByRole("listitem", { name: "Two of them", exact: true })).toHaveCount(0);

  await person.getByRole("button", { name: "Delete Island reader" }).click();
  await page.getByRole("button", { name: "Delete the voice" }).click();
  await expect(person).toHaveCount(0);

  const switched = page.getByRole("checkbox", { name: "Recognise voices" });
  // It shows what the server says, so not at once.
  await switched.click();
  await expect(add).toBeDisabled();
  await expect(switched).not.toBeChecked();
  await switched.click();
  await expect(add).toBeEnabled();
});

import { describe, expect, it } from "vitest";
import { suggestDomain } from "./suggest-domain";

describe("suggestDomain", () => {
  it.each([
    ["medical", "The patient has chest pain and a fever. Blood pressure is normal, no allergies."],
    ["legal", "The witness told the court under oath that the defendant signed the contract."],
    ["technical", "We deploy the server twice a day; the database needs more memory and the API is slow."],
    ["podcast", "Welcome back to the show. I'm your host, and my guest is a diver."],
    ["general", "We walked along the river, and the dog ran after a duck."],
    ["general", "Mañana vamos al mercado con mi abuela."],
    ["general", ""],
  ])("suggests %s", (domain, text) => {
    const suggested = suggestDomain(text);
    expect(suggested[0]?.domain).toBe(domain);
    expect(suggested).toHaveLength(8);
    expect(suggested.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1);
  });
});

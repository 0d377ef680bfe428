/** A model that is fetched when it is first wanted: where it comes from and how large it is. Data alone. */
export interface FetchedModel<Id extends string = string, Part extends string = string> {
  id: Id;
  name: string;
  /** One or two sentences for whoever chooses. */
  description: string;
  licence: { name: string; url: string };
  /** Owner and name, as Hugging Face has them. */
  repository: string;
  /** A branch, or the commit that was looked at. */
  revision: string;
  /** What is needed of the repository, by what it is to the one who loads it. */
  files: Readonly<Partial<Record<Part, string>>>;
  /** Parts that lie in another repository, with that one; of its `main`. */
  elsewhere?: Readonly<Partial<Record<Part, string>>>;
  /** Of these files together, for who chooses; what is fetched is as large as the repository's listing says. */
  sizeBytes: number;
  /** About what a process that hears with it holds, at its peak. */
  memoryMb: number;
}

/** Runtime, detector and a stretch of sound, beside the weights. */
const besideWeightsMb = 120;

/** What a process that hears with a model holds at the very least: all of its weights are in memory. */
export function deriveLeastMemoryMb({ sizeBytes }: Pick<FetchedModel, "sizeBytes">): number {
  return Math.ceil(sizeBytes / 1024 ** 2) + besideWeightsMb;
}

const steps = [
  {
    title: "Add a recording",
    text: "An interview, a talk, a meeting: mp3, m4a, wav, mp4, mkv and most others, up to many hours long.",
  },
  {
    title: "Read along while it works",
    text: "The words appear as they are understood. You may close this page; the work goes on.",
  },
  {
    title: "Correct and take it with you",
    text: "Click a word to hear it, press E to mend a line, then download text, subtitles or data.",
  },
];

/** What a newcomer sees below the drop zone. */
export function Welcome() {
  return (
    <section aria-labelledby="welcome" className="mt-10">
      <h2 id="welcome" className="mb-3 font-semibold">
        How it works
      </h2>
      <ol className="grid gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-3">
        {steps.map(({ title, text }, index) => (
          <li key={title} className="bg-surface p-4">
            <span aria-hidden className="font-medium text-accent tabular-nums">
              {index + 1}
            </span>
            <p className="mt-1 font-medium">{title}</p>
            <p className="mt-1 text-pretty text-muted">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

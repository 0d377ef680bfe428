import Link from "next/link";

/** How to come by an engine that knows a language which none that is set up does. */
export function EngineHint({ language }: { language: string | null }) {
  return (
    <>
      No engine that {language === null ? "knows other languages" : `knows ${language}`} is set up yet.
      Whoever runs Trax can set OPENAI_API_KEY, or OPENAI_BASE_URL for a speech server of your own;{" "}
      <Link href="/settings#engines" className="underline">
        the settings
      </Link>{" "}
      list what there is.
    </>
  );
}

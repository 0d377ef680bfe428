import { Button } from "@/app/_ui/button";
import { nameLanguage } from "@/core/transcript/find-language";
import type { EngineId } from "@/server/batches/schema";
import type { EngineFacts } from "@/server/workers/schema";
import { EngineHint } from "./engine-hint";
import { describeFetch, findEngineFor } from "./engine-languages";

interface LanguageMismatchProps {
  chosen: EngineFacts;
  engines: readonly (EngineFacts & { id: EngineId })[];
  /** BCP 47 primary tag. */
  language: string;
  onChange: (engine: EngineId) => void;
}

/** Says that the chosen engine does not know the chosen language, and which one does. */
export function LanguageMismatch({ chosen, engines, language, onChange }: LanguageMismatchProps) {
  const name = nameLanguage(language);
  const other = findEngineFor(engines, language);
  return (
    <p className="text-pretty text-warn text-xs" role="status">
      {chosen.name} does not know {name}.{" "}
      {other ? (
        <>
          {other.name} does.{" "}
          {other.sendsTo ? `The sound is sent to ${other.sendsTo}.` : "The sound stays on this machine."}{" "}
          {describeFetch(other)}{" "}
          <Button size="sm" className="ml-1" onClick={() => onChange(other.id)}>
            Use {other.name}
          </Button>
        </>
      ) : (
        <EngineHint language={name} />
      )}
    </p>
  );
}

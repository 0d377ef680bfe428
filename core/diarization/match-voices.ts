/** Which speakers of a document the voices of a diarization are: each voice one speaker at most, the pairs with the most
 * time in common first, where that is the larger part of what either says. A speaker that a person named keeps name and
 * voice so when the speakers are found anew.
 * @param commonMs by voice and then by speaker id, how long that voice speaks on lines of that speaker */
export function matchVoices(commonMs: ReadonlyMap<number, ReadonlyMap<string, number>>): Map<number, string> {
  const totalOfSpeaker = new Map<string, number>();
  const pairs: { voice: number; speakerId: string; ms: number; ofVoice: number }[] = [];
  for (const [voice, speakers] of commonMs) {
    const ofVoice = [...speakers.values()].reduce((sum, ms) => sum + ms, 0);
    for (const [speakerId, ms] of speakers) {
      totalOfSpeaker.set(speakerId, (totalOfSpeaker.get(speakerId) ?? 0) + ms);
      pairs.push({ voice, speakerId, ms, ofVoice });
    }
  }
  pairs.sort((a, b) => b.ms - a.ms || a.voice - b.voice || (a.speakerId < b.speakerId ? -1 : 1));
  const matched = new Map<number, string>();
  const taken = new Set<string>();
  for (const { voice, speakerId, ms, ofVoice } of pairs) {
    if (matched.has(voice) || taken.has(speakerId)) continue;
    if (ms * 2 < Math.min(ofVoice, totalOfSpeaker.get(speakerId) ?? 0)) continue;
    matched.set(voice, speakerId);
    taken.add(speakerId);
  }
  return matched;
}

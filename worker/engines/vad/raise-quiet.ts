import { VAD_FRAME_SAMPLES } from "./silero-session";

/** Root mean square that the louder frames of quiet sound are brought to. */
const wantedLevel = 0.05;
/** More would bring up the room of a recording in which nobody speaks. */
const mostGain = 16;
/** Share of the frames that are the louder ones: speech is seldom less of a lane, and a knock is less. */
const louderShare = 0.05;

/** Sound of a microphone far away, as loud as one nearby would have it: the detector is half deaf to speech some 40 dB
 * below full scale, however still the room is. What is loud enough stays as it is.
 * @param samples -1..1, some seconds at least */
export function raiseQuiet(samples: Float32Array): Float32Array {
  const powers = new Float32Array(Math.floor(samples.length / VAD_FRAME_SAMPLES));
  powers.forEach((_, frame) => {
    let sum = 0;
    const end = (frame + 1) * VAD_FRAME_SAMPLES;
    for (let at = end - VAD_FRAME_SAMPLES; at < end; at++) sum += (samples[at] as number) ** 2;
    powers[frame] = sum / VAD_FRAME_SAMPLES;
  });
  powers.sort();
  const loud = powers[Math.floor(powers.length * (1 - louderShare))] ?? 0;
  const gain = loud > 0 ? Math.min(mostGain, wantedLevel / Math.sqrt(loud)) : 1;
  return gain > 1 ? samples.map((value) => Math.max(-1, Math.min(1, value * gain))) : samples;
}

/** Power spectrum of real frames of one fixed size, a power of two: radix-2 Cooley-Tukey with its tables made once. */
export function createPowerSpectrum(size: number): (frame: Float64Array, power: Float64Array) => void {
  const bits = Math.log2(size);
  if (!Number.isInteger(bits)) throw new RangeError(`${size} is not a power of two.`);
  const reversed = Uint32Array.from({ length: size }, (_, at) => {
    let result = 0;
    for (let bit = 0; bit < bits; bit++) if (at & (1 << bit)) result |= 1 << (bits - 1 - bit);
    return result;
  });
  const cosines = Float64Array.from({ length: size / 2 }, (_, at) => Math.cos((2 * Math.PI * at) / size));
  const sines = Float64Array.from({ length: size / 2 }, (_, at) => -Math.sin((2 * Math.PI * at) / size));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);

  /** @param power filled with `size / 2 + 1` values */
  return (frame, power) => {
    for (let at = 0; at < size; at++) real[at] = frame[reversed[at] as number] as number;
    imaginary.fill(0);
    for (let length = 2; length <= size; length *= 2) {
      const half = length / 2;
      const stride = size / length;
      for (let start = 0; start < size; start += length) {
        for (let at = 0; at < half; at++) {
          const low = start + at;
          const high = low + half;
          const cosine = cosines[at * stride] as number;
          const sine = sines[at * stride] as number;
          const x = (real[high] as number) * cosine - (imaginary[high] as number) * sine;
          const y = (real[high] as number) * sine + (imaginary[high] as number) * cosine;
          real[high] = (real[low] as number) - x;
          imaginary[high] = (imaginary[low] as number) - y;
          real[low] = (real[low] as number) + x;
          imaginary[low] = (imaginary[low] as number) + y;
        }
      }
    }
    for (let at = 0; at <= size / 2; at++) {
      power[at] = (real[at] as number) ** 2 + (imaginary[at] as number) ** 2;
    }
  };
}

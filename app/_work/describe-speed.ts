/** "12×": seconds of sound in each second of work. */
export function describeSpeed(speed: number): string {
  return `${speed.toFixed(speed < 9.95 ? 1 : 0)}×`;
}

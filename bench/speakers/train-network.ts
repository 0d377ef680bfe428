/** A network of one hidden layer that answers yes or no. */
export interface Network {
  /** One row a hidden unit. */
  hidden: Float32Array;
  hiddenBias: Float32Array;
  output: Float32Array;
  outputBias: Float32Array;
}

const batch = 128;
const rate = 1e-3;
/** Of the weights, at each step of the rate. */
const decay = 1e-2;
/** Of the hidden units, left out at random while learning. */
const leftOut = 0.3;

/** Adam with decoupled decay of the weights (Kingma and Ba 2015; Loshchilov and Hutter 2019) and dropout (Srivastava and
 * others 2014).
 * @param values row after row of `width`, scaled
 * @param isYes of each row */
export function trainNetwork(
  { width, values, isYes }: { width: number; values: Float32Array; isYes: Uint8Array },
  { units, rounds, random }: { units: number; rounds: number; random: () => number },
): Network {
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const network: Network = {
    hidden: Float32Array.from({ length: units * width }, () => gauss() / Math.sqrt(width)),
    hiddenBias: new Float32Array(units),
    output: Float32Array.from({ length: units }, () => gauss() / Math.sqrt(units)),
    outputBias: new Float32Array(1),
  };
  const { hidden, hiddenBias, output, outputBias } = network;
  const parts = [hidden, hiddenBias, output, outputBias].map((weights) => ({
    weights,
    gradient: new Float64Array(weights.length),
    first: new Float64Array(weights.length),
    second: new Float64Array(weights.length),
    decays: weights.length > units || weights === output,
  }));
  const [ofHidden, ofHiddenBias, ofOutput, ofOutputBias] = parts.map(({ gradient }) => gradient) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const rows = isYes.length;
  const order = Int32Array.from({ length: rows }, (_, at) => at);
  const active = new Float64Array(units);
  let step = 0;

  function learnRow(row: number, share: number): void {
    const offset = row * width;
    let sum = outputBias[0] as number;
    for (let unit = 0; unit < units; unit++) {
      active[unit] = 0;
      if (random() < leftOut) continue;
      let product = hiddenBias[unit] as number;
      for (let at = 0; at < width; at++)
        product += (hidden[unit * width + at] as number) * (values[offset + at] as number);
      if (product <= 0) continue;
      active[unit] = product / (1 - leftOut);
      sum += (output[unit] as number) * (active[unit] as number);
    }
    const error = (1 / (1 + Math.exp(-sum)) - (isYes[row] as number)) * share;
    ofOutputBias[0] = (ofOutputBias[0] as number) + error;
    for (let unit = 0; unit < units; unit++) {
      if (active[unit] === 0) continue;
      ofOutput[unit] = (ofOutput[unit] as number) + error * (active[unit] as number);
      const back = (error * (output[unit] as number)) / (1 - leftOut);
      ofHiddenBias[unit] = (ofHiddenBias[unit] as number) + back;
      for (let at = 0; at < width; at++) {
        const target = unit * width + at;
        ofHidden[target] = (ofHidden[target] as number) + back * (values[offset + at] as number);
      }
    }
  }

  for (let round = 0; round < rounds; round++) {
    for (let at = rows - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [order[at], order[other]] = [order[other] as number, order[at] as number];
    }
    for (let from = 0; from < rows; from += batch) {
      const chosen = order.subarray(from, from + batch);
      for (const { gradient } of parts) gradient.fill(0);
      for (const row of chosen) learnRow(row, 1 / chosen.length);
      step++;
      for (const part of parts) moveWeights(part, step);
    }
  }
  return network;
}

function moveWeights(
  part: {
    weights: Float32Array;
    gradient: Float64Array;
    first: Float64Array;
    second: Float64Array;
    decays: boolean;
  },
  step: number,
): void {
  const { weights, gradient, first, second, decays } = part;
  const [firstScale, secondScale] = [1 - 0.9 ** step, 1 - 0.999 ** step];
  for (let at = 0; at < weights.length; at++) {
    const slope = gradient[at] as number;
    first[at] = 0.9 * (first[at] as number) + 0.1 * slope;
    second[at] = 0.999 * (second[at] as number) + 0.001 * slope * slope;
    const move =
      (first[at] as number) / firstScale / (Math.sqrt((second[at] as number) / secondScale) + 1e-8) +
      (decays ? decay * (weights[at] as number) : 0);
    weights[at] = (weights[at] as number) - rate * move;
  }
}

// What each lever adds (Shapley values), and what is told of many draws.
import { chanceStream } from "./chance.mjs";

/** Return the number between which a part of all lies, with a straight line between two draws. */
export function percentile(sorted, part) {
  const at = part * (sorted.length - 1), below = Math.floor(at), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

const combinations = (n, k) => { let found = 1; for (let i = 1; i <= k; i++) found = found * (n - k + i) / i; return found; };

/** Return the share of each player of a game whose every coalition has a value: bit k of a number stands for player k. */
export function exactShares(worth, players) {
  const bits = (coalition) => { let sum = 0; for (let rest = coalition; rest; rest >>= 1) sum += rest & 1; return sum; };
  return Array.from({ length: players }, (_, player) => {
    let share = 0;
    for (let coalition = 0; coalition < 1 << players; coalition++) if (!(coalition >> player & 1))
      share += (worth[coalition | 1 << player] - worth[coalition]) / (players * combinations(players - 1, bits(coalition)));
    return share;
  });
}

/** Return pairs of orders in which players come in, each with its reverse. */
export function pairsOfOrders(players, pairs) {
  const chances = chanceStream("orders of levers", pairs, players * pairs);
  return Array.from({ length: pairs }, (_, pair) => {
    const own = chances.subarray(pair * players, (pair + 1) * players);
    const order = Array.from({ length: players }, (__, player) => player).sort((one, other) => own[one] - own[other]);
    return [order, [...order].reverse()];
  });
}

/** Return the estimate from what each player added in each pair of orders, with its standard error. */
export function estimatedShares(added) {
  const count = added.length, values = added[0].map((_, player) => added.reduce((sum, one) => sum + one[player], 0) / count);
  const errors = values.map((mean, player) =>
    Math.sqrt(added.reduce((sum, one) => sum + (one[player] - mean) ** 2, 0) / (count - 1) / count));
  return { values, errors };
}

// Answers to choices, each computed once while it is looked at, and what follows from them.
import { changesOf } from "./changes.mjs";
import { failedAnswer, makeAnswer } from "./answer.mjs";

const MOST_KEPT = 48;

/** Return the choice of a state: what a run hangs on, and nothing else. */
export function choiceOf({ scenario, policy, levers, laws }) {
  return { scenario, policy, levers, laws };
}

/** Return the choice of unchanged policy in the same future and with the same laws. */
export function unchangedChoice({ scenario, laws }, facts) {
  return { scenario, policy: facts.experiment.unchanged, levers: {}, laws };
}

/** Return what answers choices; the newest are kept. */
export function makeBook(facts, runner) {
  const kept = new Map();
  return {
    answer(choice) {
      const key = JSON.stringify(choice);
      let found = kept.get(key);
      kept.delete(key);
      if (!found) {
        try { found = makeAnswer(facts, runner.run(changesOf(facts, choice))); } catch (error) { found = failedAnswer(facts.years, error.message); }
        if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
      }
      kept.set(key, found);
      return found;
    },
  };
}

/** Return, for each payer, what a policy costs and brings more than unchanged policy: in one year, and over the whole run. */
export function moneyOf(facts, answer, base, place, language) {
  const member = (from, name, payer, at) => from.parts(name)[at]?.[payer] ?? 0;
  const more = (name, payer, at) => member(answer, name, payer, at) - member(base, name, payer, at);
  const over = (name, payer) => facts.years.reduce((sum, _, at) => sum + more(name, payer, at), 0);
  return facts.axes.payer.map((payer, number) => {
    const [lever, care, benefit] = ["lever_cost", "care_cost", "yearly_benefit"].map((name) => more(name, number, place));
    const [cost, gain] = ["discounted_costs", "discounted_benefits"].map((name) => over(name, number));
    return { payer, label: facts.payers[payer][language], lever, care, benefit, net: benefit - lever - care,
      over: { cost, benefit: gain, net: gain - cost } };
  });
}

/** Return the workers that the shortage itself asks for, as a share of all who work in the city, on top of the need. */
export function causedShare(answer) {
  const [share, caused, needed] = ["care_share_needed", "need_caused_by_shortage", "workers_needed"].map((name) => answer.city(name));
  return share.map((one, year) => one + one * caused[year] / needed[year]);
}

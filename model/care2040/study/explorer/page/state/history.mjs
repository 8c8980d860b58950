// Steps back and forth: what was chosen, not how one looked at it.

const MOST_STEPS = 200;
/** A change under this key is no step of its own: language, view, what is shown. */
export const LOOKING = "view";

/** Return a history that begins here. */
export function firstHistory(state) {
  return { now: state, before: [], after: [], key: null };
}

/** Return the history after a change; changes under the same key, such as one slider on its way, are one step. */
export function did(history, state, key = null) {
  if (state === history.now) return history;
  if (key === LOOKING) return { ...history, now: state };
  const merged = key !== null && key === history.key;
  const before = merged ? history.before : [...history.before, history.now].slice(-MOST_STEPS);
  return { now: state, before, after: [], key };
}

/** Return the history with its newest step closed: what comes under the same key is a step of its own. */
export const closed = (history) => ({ ...history, key: null });

/** Return what is chosen in one state, looked at as in another. */
function lookedAtAs(state, { language, view, presenter, district, fold, layer, step }) {
  return { ...state, language, view, presenter, district, fold, layer, step };
}

/** Return the history one step back. */
export function undo({ now, before, after }) {
  if (!before.length) return { now, before, after, key: null };
  return { now: lookedAtAs(before.at(-1), now), before: before.slice(0, -1), after: [now, ...after], key: null };
}

/** Return the history one step on. */
export function redo({ now, before, after }) {
  if (!after.length) return { now, before, after, key: null };
  return { now: lookedAtAs(after[0], now), before: [...before, now], after: after.slice(1), key: null };
}

/** Say whether there is a step back. */
export const canUndo = ({ before }) => before.length > 0;

/** Say whether there is a step on. */
export const canRedo = ({ after }) => after.length > 0;

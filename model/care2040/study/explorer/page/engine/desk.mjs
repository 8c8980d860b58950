// The two workers of a page: one for draws, one for what each lever adds. A question that is overtaken is never told of.

/** Return { ask(kind, question) }; told(kind, answer) is called with the answer to the newest question of a kind alone. */
export function makeDesk(source, opening, told) {
  const workers = { fan: start(), wedges: start() }, newest = { fan: 0, wedges: 0 };
  function start() {
    const worker = source();
    worker.onmessage = ({ data }) => {
      if (data.kind !== "open" && data.id === newest[data.kind]) told(data.kind, data);
      if (data.kind === "open" && data.failed) told("open", data);
    };
    worker.onerror = (event) => told("open", { failed: event.message });
    worker.postMessage({ kind: "open", id: 0, ...opening });
    return worker;
  }
  return {
    ask(kind, question) { workers[kind].postMessage({ ...question, kind, id: ++newest[kind] }); },
    /** Let no answer that is on its way be told. */
    forget(kind) { newest[kind] += 1; },
  };
}

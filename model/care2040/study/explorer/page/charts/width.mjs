// How wide a chart is on the screen, so that its letters keep their size.
import { useEffect, useRef, useState } from "../vendor/preact.mjs";

const FIRST = 640, LEAST = 240;

/** Return what to hang on the element around a chart, and how wide that is. */
export function useWidth() {
  const element = useRef(null), [width, setWidth] = useState(FIRST);
  useEffect(() => {
    if (!element.current || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(LEAST, Math.round(entry.contentRect.width))));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

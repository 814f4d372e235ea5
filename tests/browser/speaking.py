"""A speech engine for tests: it notes what it is told to say, and ends each sentence when the test says so."""

ENGINE = """
window.said = [];
window.cancelled = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  voices: VOICES,
  getVoices() { return this.voices; },
  speak(utterance) { this.current = utterance; window.said.push(utterance); },
  cancel() {
    const { current } = this;
    this.current = null;
    window.cancelled += 1;
    // As real ones do: the end of what was cut off is told later.
    if (current) setTimeout(() => current.onerror?.({ error: "canceled" }));
  },
  addEventListener(type, heard) { this.heard = heard; },
} });
window.finish = () => { const one = speechSynthesis.current; speechSynthesis.current = null; one.onend(); };
window.fail = () => { const one = speechSynthesis.current; speechSynthesis.current = null; one.onerror({}); };
"""

MANDARIN = '[{ lang: "zh-CN", name: "near", localService: true }]'


def engine(voices: str = MANDARIN) -> str:
    return ENGINE.replace("VOICES", voices)

"""Replaces the speech engine in tests: it notes the sentences it gets, and ends each when the test says so."""

ENGINE = """
window.spoken = [];
window.cancelled = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  voices: VOICES,
  getVoices() { return this.voices; },
  speak(utterance) { this.current = utterance; window.spoken.push(utterance); },
  cancel() {
    const { current } = this;
    this.current = null;
    window.cancelled += 1;
    // Real engines report the end of a cancelled utterance later, too.
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

import { createApp, h, watchEffect } from 'vue';
import { useChat } from '/examples/vue.js';

const app = createApp({
	setup() {
		const { lines, state, say } = useChat('/chat/lobby');
		watchEffect(() => document.body.dataset.state = state.value);
		const submit = (event) => {
			event.preventDefault();
			say(event.target.elements.text.value);
		};
		return () => h('form', { onSubmit: submit }, [h('input', { name: 'text' }), h('button', 'Say'),
			h('output', lines.value.map(({ from, text }) => `${from}: ${text}\n`).join(''))]);
	}
});
app.mount('main');
document.querySelector('#leave').addEventListener('click', () => app.unmount());
